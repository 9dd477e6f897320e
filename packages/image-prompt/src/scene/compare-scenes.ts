import type { Scene, Thing } from './scene.js';

/**
 * Whether a picture of `drawn` shows what `wished` says, and no thing, size or place beyond. A thing
 * of its background's colour shows nothing, unless both were asked for.
 */
export function isSameScene(wished: Scene, drawn: Scene): boolean {
  if (wished.count !== drawn.count || wished.isStacked !== drawn.isStacked) return false;
  if (wished.background !== undefined && wished.background !== drawn.background) return false;
  const [one, other] = wished.things;
  const isHidden = drawn.things.some(
    ({ colour }) => colour !== undefined && colour === drawn.background,
  );
  const isMeant = wished.things.some(
    ({ colour }) => colour !== undefined && colour === wished.background,
  );
  if (isHidden && !isMeant) return false;
  if (one === undefined || wished.things.length !== drawn.things.length) return false;
  const [first, second] = drawn.things;
  if (first === undefined) return false;
  if (other === undefined || second === undefined) return fits(one, first);
  if (fits(one, first) && fits(other, second)) return true;
  return !wished.isStacked && fits(one, second) && fits(other, first);
}

/** A colour may be chosen where none was said; the rest may not. */
function fits(wished: Thing, drawn: Thing): boolean {
  return (
    wished.shape === drawn.shape &&
    wished.size === drawn.size &&
    wished.place === drawn.place &&
    (wished.colour === undefined || wished.colour === drawn.colour)
  );
}
