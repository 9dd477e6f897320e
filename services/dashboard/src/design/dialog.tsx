import { Dialog as Parts } from 'radix-ui';
import { useRef, type ReactNode } from 'react';
import { Button } from './button.js';
import { Icon } from './icon.js';
import { keepOpenForToasts } from './keep-open.js';
import { useFocusReturn } from './use-focus-return.js';

const firstControl = '.dialog-body :is(input, textarea, select, button, a[href])';

interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** The title is for readers only. */
  readonly titleHidden?: boolean | undefined;
  readonly size?: 'usual' | 'wide' | 'full' | undefined;
  /** Puts the focus where it belongs once it is closed; false for where it was before. */
  readonly giveFocus?: (() => boolean) | undefined;
  /** Buttons at its end. */
  readonly foot?: ReactNode;
  readonly children: ReactNode;
}

/** A box before everything else. The focus stays in it, Escape closes it, and then goes back. */
export function Dialog(props: DialogProps) {
  const { open, onClose, title, titleHidden = false, size = 'usual', foot, children } = props;
  const content = useRef<HTMLDivElement>(null);
  const { remember, onCloseAutoFocus } = useFocusReturn(props.giveFocus);
  return (
    <Parts.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Parts.Portal>
        {/* Radix' own overlay adds inline styles, which the content security policy refuses. */}
        <div className="dialog-veil" />
        <Parts.Content
          ref={content}
          className="dialog"
          data-size={size}
          aria-modal
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            remember();
            const first = content.current?.querySelector<HTMLElement>(firstControl);
            (first ?? content.current)?.focus();
          }}
          onCloseAutoFocus={onCloseAutoFocus}
          onInteractOutside={keepOpenForToasts}
        >
          <div className="dialog-head">
            <Parts.Title className={titleHidden ? 'visually-hidden' : undefined}>
              {title}
            </Parts.Title>
            {/* No tooltip: it would take the first Escape for itself. */}
            <Button kind="bare" data-shape="icon" aria-label="Close" onClick={onClose}>
              <Icon name="close" />
            </Button>
          </div>
          <div className="dialog-body">{children}</div>
          {foot !== undefined && <div className="dialog-foot">{foot}</div>}
        </Parts.Content>
      </Parts.Portal>
    </Parts.Root>
  );
}

interface ConfirmDialogProps {
  readonly open: boolean;
  readonly title: string;
  /** What will happen, and whether it can be undone. */
  readonly children: ReactNode;
  /** What the button does, for instance "Delete 3 pictures". */
  readonly action: string;
  readonly danger?: boolean | undefined;
  readonly busy?: boolean | undefined;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something that is hard to undo. The focus begins at the safe answer. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { open, title, children, action, danger = false, busy = false } = props;
  const safe = useRef<HTMLButtonElement>(null);
  const { remember, onCloseAutoFocus } = useFocusReturn();
  return (
    <Parts.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) props.onClose();
      }}
    >
      <Parts.Portal>
        <div className="dialog-veil" />
        <Parts.Content
          className="dialog"
          role="alertdialog"
          aria-modal
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            remember();
            safe.current?.focus();
          }}
          onCloseAutoFocus={onCloseAutoFocus}
          onInteractOutside={keepOpenForToasts}
        >
          <div className="dialog-head">
            <Parts.Title>{title}</Parts.Title>
          </div>
          <Parts.Description asChild>
            <div className="dialog-body">{children}</div>
          </Parts.Description>
          <div className="dialog-foot">
            <Button ref={safe} onClick={props.onClose}>
              Cancel
            </Button>
            <Button kind={danger ? 'danger' : 'main'} busy={busy} onClick={props.onConfirm}>
              {action}
            </Button>
          </div>
        </Parts.Content>
      </Parts.Portal>
    </Parts.Root>
  );
}
