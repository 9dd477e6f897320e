const units = ['kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Bytes for people: `640 B`, `1.1 GB` (powers of 1,000, as downloads are usually told). */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 'B';
  for (const next of units) {
    if (value < 999.5) break;
    value /= 1_000;
    unit = next;
  }
  return `${unit === 'B' || value >= 100 ? Math.round(value) : value.toFixed(1)} ${unit}`;
}
