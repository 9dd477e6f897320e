/** Where the focus goes from a cell of a grid, by a key; undefined for keys that move nothing. */
export function nextCell(
  key: string,
  at: number,
  { columns, count, rowsAtOnce }: GridSize,
): number | undefined {
  const rowStart = at - (at % columns);
  const last = count - 1;
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at - columns,
    ArrowDown: at + columns,
    Home: rowStart,
    End: Math.min(rowStart + columns - 1, last),
    PageUp: Math.max(at - columns * rowsAtOnce, at % columns),
    PageDown: Math.min(at + columns * rowsAtOnce, last),
  };
  const to = moves[key];
  if (to === undefined || count === 0) return undefined;
  // From the last row but one there may be nothing right below.
  if (key === 'ArrowDown' && to > last && rowStart + columns <= last) return last;
  return to < 0 || to > last ? at : to;
}

export interface GridSize {
  readonly columns: number;
  readonly count: number;
  /** Rows that a page up or down moves by. */
  readonly rowsAtOnce: number;
}

const gap = 8;
const widest = { narrow: 118, wide: 208 } as const;

/** How many squares stand beside each other in so many pixels, and how large they are. */
export function gridShape(width: number): { readonly columns: number; readonly side: number } {
  const wish = width < 640 ? widest.narrow : widest.wide;
  const columns = Math.max(Math.round((width + gap) / (wish + gap)), 2);
  return { columns, side: Math.max((width - gap * (columns - 1)) / columns, 1) };
}

export const gridGap = gap;
