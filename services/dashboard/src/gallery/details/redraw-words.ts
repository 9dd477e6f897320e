import type { ImageJobView } from '@atelier/contracts';

/** How a picture that was drawn again came out, in a sentence. */
export interface RedrawWords {
  readonly tone: 'good' | 'warning' | 'bad';
  readonly text: string;
}

/** Undefined while nobody knows yet. */
export function redrawWords({ status, redraw, error }: ImageJobView): RedrawWords | undefined {
  if (status === 'failed') {
    return { tone: 'bad', text: error?.message ?? 'It could not be drawn again.' };
  }
  if (status === 'cancelled') return { tone: 'warning', text: 'Drawing it again was cancelled.' };
  if (status !== 'succeeded' || redraw?.identical === undefined) return undefined;
  if (redraw.identical) {
    return { tone: 'good', text: 'Identical: every byte is the same as then.' };
  }
  const text =
    redraw.differs.length > 0
      ? 'It came out differently, because something is not as it was:'
      : 'It came out differently, though nothing that is known has changed.';
  return { tone: 'warning', text };
}
