const maxLength = 200;
const maxSegmentLength = 100;
const maxDepth = 4;
const segment = /^[A-Za-z0-9_][A-Za-z0-9._+-]*$/;
/** Names that some systems take for devices, with any ending. */
const device = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;

/**
 * True for a name that no honest repository has: absolute, leading upwards, with characters that
 * mean something else on another system.
 */
export function isHostilePath(path: string): boolean {
  if (path.length === 0 || path.length > 1_000 || !path.isWellFormed()) return true;
  if (/[\p{Cc}\p{Cf}\\]/u.test(path) || /^[A-Za-z]:/.test(path)) return true;
  return path.split('/').some((part) => part === '' || part === '.' || part === '..');
}

/** True for a name that a model's file may have below its folder. */
export function isModelPath(path: string): boolean {
  const parts = path.split('/');
  if (path.length > maxLength || parts.length > maxDepth) return false;
  return parts.every(
    (part) =>
      part.length <= maxSegmentLength &&
      segment.test(part) &&
      !part.endsWith('.') &&
      !device.test(part),
  );
}

/** A name from outside, fit for a message: bounded, and without characters that do something. */
export function showPath(path: string): string {
  return JSON.stringify(path.slice(0, 80).toWellFormed());
}
