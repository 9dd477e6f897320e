import type { MaskOperation } from './mask-operation.js';

/** Steps that can be undone; older ones stay, and take no memory of their own. */
export const maxSteps = 30;

/** Steps in their order, and those that were undone, the next to be done again last. */
export interface MaskHistory {
  readonly done: readonly MaskOperation[];
  readonly undone: readonly MaskOperation[];
}

export const noHistory: MaskHistory = { done: [], undone: [] };

/** The history after a step, and the steps that are too old to be undone from now on. */
export function addStep(
  { done }: MaskHistory,
  step: MaskOperation,
): { readonly history: MaskHistory; readonly settled: readonly MaskOperation[] } {
  const all = [...done, step];
  const over = Math.max(0, all.length - maxSteps);
  return { history: { done: all.slice(over), undone: [] }, settled: all.slice(0, over) };
}

/** Undefined where there is nothing to undo. */
export function undoStep({ done, undone }: MaskHistory): MaskHistory | undefined {
  const last = done.at(-1);
  return last && { done: done.slice(0, -1), undone: [...undone, last] };
}

/** Undefined where nothing was undone. */
export function redoStep({ done, undone }: MaskHistory): MaskHistory | undefined {
  const next = undone.at(-1);
  return next && { done: [...done, next], undone: undone.slice(0, -1) };
}
