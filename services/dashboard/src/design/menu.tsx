import { DropdownMenu as Parts } from 'radix-ui';
import { createContext, use, useRef, type ReactElement, type ReactNode } from 'react';
import { Icon } from './icon.js';
import type { IconName } from './icon-paths.js';
import { Keys } from './keys.js';

interface MenuProps {
  /** A Button or IconButton that opens it. */
  readonly trigger: ReactElement;
  readonly align?: 'start' | 'end' | undefined;
  /** MenuItem, MenuLine, MenuChoice. */
  readonly children: ReactNode;
}

/** Keeps what was chosen until the menu is closed. */
const ChosenContext = createContext<(action: () => void) => void>(() => undefined);

/** A list of things to do, opened by a button, which has the focus again when they are done. */
export function Menu({ trigger, align = 'end', children }: MenuProps) {
  const chosen = useRef<() => void>(undefined);
  return (
    // A modal menu adds inline styles, which the content security policy refuses.
    <Parts.Root modal={false}>
      <Parts.Trigger asChild>{trigger}</Parts.Trigger>
      <Parts.Portal>
        <Parts.Content
          className="menu"
          align={align}
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={() => {
            const action = chosen.current;
            chosen.current = undefined;
            // After the focus went back, so that a dialog knows where it came from.
            if (action) queueMicrotask(action);
          }}
        >
          <ChosenContext
            value={(action) => {
              chosen.current = action;
            }}
          >
            {children}
          </ChosenContext>
        </Parts.Content>
      </Parts.Portal>
    </Parts.Root>
  );
}

interface MenuItemProps {
  readonly icon?: IconName | undefined;
  readonly danger?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  readonly keys?: string | undefined;
  /** Opens an address in a new tab. */
  readonly href?: string | undefined;
  readonly onSelect?: (() => void) | undefined;
  readonly children: ReactNode;
}

export function MenuItem(props: MenuItemProps) {
  const { icon, danger, disabled, keys, href, onSelect, children } = props;
  const choose = use(ChosenContext);
  const inside = (
    <>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
      {keys !== undefined && (
        <span className="menu-item-end">
          <Keys keys={keys} />
        </span>
      )}
    </>
  );
  return (
    <Parts.Item
      className="menu-item"
      data-danger={danger}
      disabled={disabled ?? false}
      onSelect={() => {
        if (onSelect) choose(onSelect);
      }}
      asChild={href !== undefined}
    >
      {href === undefined ? (
        inside
      ) : (
        <a href={href} target="_blank" rel="noopener">
          {inside}
        </a>
      )}
    </Parts.Item>
  );
}

export function MenuLine() {
  return <Parts.Separator className="menu-line" />;
}

interface MenuChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly {
    readonly value: Value;
    readonly label: string;
    readonly icon?: IconName | undefined;
  }[];
  readonly onChange: (value: Value) => void;
}

/** One of a few choices inside a menu. */
export function MenuChoice<Value extends string>(props: MenuChoiceProps<Value>) {
  const { label, value, options, onChange } = props;
  return (
    <Parts.RadioGroup
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        const chosen = options.find((option) => option.value === next);
        if (chosen) onChange(chosen.value);
      }}
    >
      <Parts.Label className="menu-label">{label}</Parts.Label>
      {options.map((option) => (
        <Parts.RadioItem
          key={option.value}
          value={option.value}
          className="menu-item"
          onSelect={(event) => {
            event.preventDefault();
          }}
        >
          {option.icon && <Icon name={option.icon} />}
          <span>{option.label}</span>
          <span className="menu-item-mark menu-item-end">
            <Parts.ItemIndicator>
              <Icon name="check" />
            </Parts.ItemIndicator>
          </span>
        </Parts.RadioItem>
      ))}
    </Parts.RadioGroup>
  );
}
