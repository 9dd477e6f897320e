import { Tooltip as Parts } from 'radix-ui';
import type { ReactElement } from 'react';
import { Keys } from './keys.js';

interface TooltipProps {
  readonly label: string;
  readonly keys?: string | undefined;
  /** One element that takes the focus. */
  readonly children: ReactElement;
}

/** Words that come up beside a control under the pointer or with the focus. */
export function Tooltip({ label, keys, children }: TooltipProps) {
  return (
    <Parts.Root>
      <Parts.Trigger asChild>{children}</Parts.Trigger>
      <Parts.Portal>
        <Parts.Content className="tooltip" sideOffset={6} collisionPadding={8}>
          {label}
          {keys !== undefined && <Keys keys={keys} />}
        </Parts.Content>
      </Parts.Portal>
    </Parts.Root>
  );
}

export const TooltipProvider = Parts.Provider;
