/** Unix time in milliseconds with fractions, as other processes of this machine read it. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
