/** Something that keys do. */
export interface Shortcut {
  /** `?`, `mod+k`, `shift+Enter`, or `g c` for one after the other; `mod` is Ctrl, or ⌘ on a Mac. */
  readonly keys: string;
  /** What it does, in words, for the list. */
  readonly label: string;
  readonly action: () => void;
  /** Also while somebody types; without it only keys with `mod` work there. */
  readonly whileTyping?: boolean | undefined;
  /** Also inside a dialog or a menu. */
  readonly inDialog?: boolean | undefined;
}

/** The part of a key press that counts. */
export interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Where the focus is. */
export interface Place {
  readonly typing: boolean;
  readonly dialog: boolean;
}

export interface Shortcuts {
  readonly add: (shortcut: Shortcut) => () => void;
  /** Does what the keys are for; true if they were for something. */
  readonly press: (press: Press, place: Place) => boolean;
  readonly list: () => readonly Shortcut[];
  readonly subscribe: (listener: () => void) => () => void;
}

/** Two keys belong together when the second comes within so many milliseconds. */
const sequenceMs = 1_200;

/** Of several shortcuts with the same keys the one that was added last works. */
export function createShortcuts(now: () => number): Shortcuts {
  let all: readonly Shortcut[] = [];
  let first: { readonly stroke: string; readonly at: number } | undefined;
  const listeners = new Set<() => void>();
  const set = (next: readonly Shortcut[]) => {
    all = next;
    for (const listener of listeners) listener();
  };
  const find = (keys: string, place: Place) =>
    all.findLast((one) => normal(one.keys) === keys && works(one, place));

  return {
    add(shortcut) {
      set([...all, shortcut]);
      return () => {
        set(all.filter((one) => one !== shortcut));
      };
    },
    press(press, place) {
      if (['Control', 'Meta', 'Alt', 'Shift'].includes(press.key)) return false;
      const stroke = strokeOf(press);
      const before = first && now() - first.at < sequenceMs ? first.stroke : undefined;
      const whole = before === undefined ? undefined : find(`${before} ${stroke}`, place);
      const found = whole ?? find(stroke, place);
      first = found ? undefined : { stroke, at: now() };
      found?.action();
      return found !== undefined;
    },
    list: () => all,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function works({ keys, whileTyping, inDialog }: Shortcut, { typing, dialog }: Place): boolean {
  if (dialog && inDialog !== true) return false;
  return !typing || (whileTyping ?? normal(keys).startsWith('mod+'));
}

/** Keys in one order and case, as `strokeOf` names them. */
function normal(keys: string): string {
  return keys
    .split(' ')
    .map((stroke) => {
      // The last one is a key, also where that is the plus.
      const parts = stroke.toLowerCase().split(/\+(?=.)/);
      const held = ['mod', 'alt', 'shift'].filter((name) => parts.includes(name));
      return [...held, parts.at(-1)].join('+');
    })
    .join(' ');
}

function strokeOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Press): string {
  const name = key === ' ' ? 'space' : key.toLowerCase();
  // On many keyboards `?` needs Shift and `/` does not: a sign counts as itself.
  const isSign = key.length === 1 && key.toLowerCase() === key.toUpperCase();
  const held = [
    (ctrlKey || metaKey) && 'mod',
    altKey && 'alt',
    shiftKey && !isSign && 'shift',
  ].filter(Boolean);
  return [...held, name].join('+');
}
