import {
  createContext,
  use,
  useEffect,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react';
import { Button, IconButton } from './button.js';
import { createToasts, toastStayMs, type ShownToast, type Toast, type Toasts } from './toasts.js';

const ToastContext = createContext<Toasts | undefined>(undefined);

/** Shows short messages over everything inside it. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [toasts] = useState(createToasts);
  return (
    <ToastContext value={toasts}>
      {children}
      <ToastList toasts={toasts} />
    </ToastContext>
  );
}

/** A function that shows a message. */
export function useToast(): (toast: Toast) => void {
  const toasts = use(ToastContext);
  if (!toasts) throw new Error('no ToastProvider above this component');
  return toasts.show;
}

function ToastList({ toasts }: { readonly toasts: Toasts }) {
  const shown = useSyncExternalStore(toasts.subscribe, toasts.shown);
  return (
    // Dialogs hide everything else from readers but what says that it is live.
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((toast) => (
        <ToastItem
          key={toast.id}
          toast={toast}
          onClose={() => {
            toasts.close(toast.id);
          }}
        />
      ))}
    </div>
  );
}

interface ToastItemProps {
  readonly toast: ShownToast;
  readonly onClose: () => void;
}

function ToastItem({ toast, onClose }: ToastItemProps) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return undefined;
    const timer = setTimeout(onClose, toastStayMs(toast));
    return () => {
      clearTimeout(timer);
    };
    // A message goes by its own time, whatever is drawn again meanwhile.
  }, [held, toast.id]);
  const hold = (next: boolean) => () => {
    setHeld(next);
  };
  const { text, tone = 'plain', action } = toast;
  return (
    <div
      className="toast"
      data-tone={tone}
      onPointerEnter={hold(true)}
      onPointerLeave={hold(false)}
      onFocus={hold(true)}
      onBlur={hold(false)}
    >
      <span>{text}</span>
      {action && (
        <Button
          kind="bare"
          size="small"
          onClick={() => {
            action.run();
            onClose();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton icon="close" size="small" label="Close message" onClick={onClose} />
    </div>
  );
}
