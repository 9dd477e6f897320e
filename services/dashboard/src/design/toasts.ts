export type ToastTone = 'plain' | 'good' | 'bad';

/** A short message about something that was done. */
export interface Toast {
  readonly text: string;
  readonly tone?: ToastTone | undefined;
  /** For instance "Undo". */
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

export interface ShownToast extends Toast {
  readonly id: number;
}

/** Messages that are shown now, oldest first. */
export interface Toasts {
  readonly show: (toast: Toast) => number;
  readonly close: (id: number) => void;
  readonly shown: () => readonly ShownToast[];
  readonly subscribe: (listener: () => void) => () => void;
}

const maxShown = 3;

/** How long a message stays, in milliseconds: longer with words to read or something to do. */
export function toastStayMs({ text, action }: Toast): number {
  return Math.min((action ? 8_000 : 4_000) + text.length * 40, 15_000);
}

export function createToasts(): Toasts {
  let shown: readonly ShownToast[] = [];
  let lastId = 0;
  const listeners = new Set<() => void>();
  const set = (next: readonly ShownToast[]) => {
    shown = next;
    for (const listener of listeners) listener();
  };
  return {
    show(toast) {
      lastId += 1;
      const others = shown.filter(({ text }) => text !== toast.text);
      set([...others, { ...toast, id: lastId }].slice(-maxShown));
      return lastId;
    },
    close(id) {
      if (shown.some((toast) => toast.id === id)) set(shown.filter((toast) => toast.id !== id));
    },
    shown: () => shown,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
