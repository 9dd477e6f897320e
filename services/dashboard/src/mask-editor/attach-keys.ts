import type { KeyboardBrush } from './keyboard-brush.js';

export interface KeyDeps {
  readonly brush: KeyboardBrush;
  /** Whether a pointer is over the stage. */
  readonly isHovered: () => boolean;
  readonly redraw: () => void;
}

/**
 * Keys of the stage: arrows and Enter move and put down the brush, Space paints a spot, or moves the
 * picture while it is held and the pointer is dragged. The answer tells whether it does that now.
 */
export function attachKeys(
  stage: HTMLElement,
  { brush, isHovered, redraw }: KeyDeps,
  signal: AbortSignal,
): () => boolean {
  let space: 'up' | 'held' | 'dragged' = 'up';
  const set = (next: typeof space) => {
    space = next;
    stage.toggleAttribute('data-panning', space !== 'up');
    redraw();
  };

  stage.addEventListener(
    'keydown',
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (!brush.press(event.key, { fine: event.shiftKey })) return;
      event.preventDefault();
      redraw();
    },
    { signal },
  );
  // Whether a pointer chose what has the focus: a button that was clicked still has it.
  let byPointer = false;
  const onKey = (event: KeyboardEvent) => {
    const { key, target } = event;
    if (key === 'Tab') byPointer = false;
    const isOurs = target === stage || (byPointer && isHovered());
    if (key !== ' ' || !isOurs) return;
    event.preventDefault();
    event.stopPropagation();
    if (space === 'up') set('held');
  };
  const onKeyUp = (event: KeyboardEvent) => {
    if (event.key !== ' ' || space === 'up') return;
    event.preventDefault();
    event.stopPropagation();
    const dragged = space === 'dragged' || (isHovered() && brush.at() === undefined);
    set('up');
    if (!dragged) brush.dab();
    redraw();
  };
  const onPointer = () => {
    byPointer = true;
  };
  document.addEventListener('pointerdown', onPointer, { signal, capture: true });
  document.addEventListener('keydown', onKey, { signal, capture: true });
  document.addEventListener('keyup', onKeyUp, { signal, capture: true });
  stage.addEventListener(
    'pointerdown',
    () => {
      if (space === 'held') set('dragged');
    },
    { signal },
  );
  window.addEventListener(
    'blur',
    () => {
      set('up');
    },
    { signal },
  );
  stage.addEventListener(
    'focus',
    () => {
      if (stage.matches(':focus-visible')) brush.show();
      redraw();
    },
    { signal },
  );
  stage.addEventListener(
    'blur',
    () => {
      brush.hide();
      redraw();
    },
    { signal },
  );
  return () => space !== 'up';
}
