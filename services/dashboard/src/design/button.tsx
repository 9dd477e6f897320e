import type { ComponentPropsWithRef, MouseEvent } from 'react';
import { Icon } from './icon.js';
import type { IconName } from './icon-paths.js';
import { Spinner } from './spinner.js';
import { Tooltip } from './tooltip.js';

export type ButtonKind = 'main' | 'quiet' | 'bare' | 'danger';

export interface ButtonProps extends Omit<ComponentPropsWithRef<'button'>, 'disabled'> {
  readonly kind?: ButtonKind | undefined;
  readonly size?: 'small' | 'usual' | undefined;
  readonly icon?: IconName | undefined;
  /** It keeps its place in the tab order, and does nothing. */
  readonly disabled?: boolean | undefined;
  /** What it does is under way. */
  readonly busy?: boolean | undefined;
}

/** A button with words. */
export function Button({
  kind = 'quiet',
  size = 'usual',
  icon,
  disabled = false,
  busy = false,
  type = 'button',
  onClick,
  children,
  className,
  ...rest
}: ButtonProps) {
  const idle = disabled || busy;
  return (
    <button
      {...rest}
      type={type}
      className={className === undefined ? 'button' : `button ${className}`}
      data-kind={kind}
      data-size={size}
      aria-disabled={idle || undefined}
      aria-busy={busy || undefined}
      onClick={(event: MouseEvent<HTMLButtonElement>) => {
        if (idle) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {busy ? <Spinner /> : icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon'> {
  readonly icon: IconName;
  readonly filled?: boolean | undefined;
  /** Its name, which the tooltip shows too. */
  readonly label: string;
  /** Keys that do the same, for the tooltip. */
  readonly keys?: string | undefined;
}

/** A button with a picture only; its name comes up as a tooltip. */
export function IconButton({
  icon,
  filled,
  label,
  keys,
  kind = 'bare',
  busy,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip label={label} keys={keys}>
      <Button {...rest} kind={kind} busy={busy} data-shape="icon" aria-label={label}>
        {busy !== true && <Icon name={icon} filled={filled} />}
      </Button>
    </Tooltip>
  );
}
