import { setImmediate } from 'node:timers/promises';

/** Pixels done before other work gets a turn: a few milliseconds. */
const pixelsPerTurn = 65_536;

/**
 * Calls `work` for each row from `top` on, letting other work in between.
 *
 * @throws the signal's reason once it has aborted.
 */
export async function rowsInTurns(
  rows: { readonly top: number; readonly width: number; readonly height: number },
  signal: AbortSignal,
  work: (y: number) => void,
): Promise<void> {
  const rowsPerTurn = Math.max(1, Math.floor(pixelsPerTurn / Math.max(1, rows.width)));
  for (let row = 0; row < rows.height; row += 1) {
    if (row % rowsPerTurn === 0) {
      await setImmediate();
      signal.throwIfAborted();
    }
    work(rows.top + row);
  }
}
