import { Dialog as Parts } from 'radix-ui';
import { useRef, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { Icon } from '../design/icon.js';
import { keepOpenForToasts } from '../design/keep-open.js';
import { useFocusReturn } from '../design/use-focus-return.js';

interface ConversationDrawerProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The conversations, drawn in from the side where there is no room for both. */
export function ConversationDrawer({ open, onClose, children }: ConversationDrawerProps) {
  const content = useRef<HTMLDivElement>(null);
  const { remember, onCloseAutoFocus } = useFocusReturn();
  return (
    <Parts.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Parts.Portal>
        <div className="dialog-veil" />
        <Parts.Content
          ref={content}
          className="drawer"
          aria-modal
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            remember();
            content.current?.focus();
          }}
          onCloseAutoFocus={onCloseAutoFocus}
          onInteractOutside={keepOpenForToasts}
        >
          <div className="drawer-head">
            <Parts.Title>Conversations</Parts.Title>
            <Button kind="bare" data-shape="icon" aria-label="Close" onClick={onClose}>
              <Icon name="close" />
            </Button>
          </div>
          {children}
        </Parts.Content>
      </Parts.Portal>
    </Parts.Root>
  );
}
