import { signs } from './lexicon.js';
import type { Spellings } from './words.js';

export type ModeratedKind = 'message' | 'image-prompt';
export type ModerationCategory = 'sexual-minors' | 'sexual-real-person';

/** Reads a text word by word and says what is against the policy in it. */
export interface PolicyReader {
  take(word: Spellings): void;
  finding(): ModerationCategory | undefined;
}

/** Words of a message that are this close, counted in words, belong together. */
const near = 12;
/** How far `my neighbour` may stand from `nude`. */
const besides = 5;

/** What a text has shown so far that counts for its whole. */
interface Seen {
  minor: boolean;
  sexual: boolean;
  minorExplicit: boolean;
  minorSexual: boolean;
  bare: boolean;
  bareRelation: boolean;
  bareFake: boolean;
  unwilling: boolean;
  undressing: boolean;
}

/**
 * The rules. A picture is one scene, so what its prompt names counts together wherever it stands; a
 * message may speak about many things, so there it has to stand close, and has to be asked for.
 *
 * @param classify what a word is a sign of, as the bits of `signs`.
 */
export function createPolicyReader(
  kind: ModeratedKind,
  classify: (word: string) => number,
): PolicyReader {
  const isPicture = kind === 'image-prompt';
  const last = new Map<number, number>();
  let at = 0;
  let all = 0;
  const seen: Seen = {
    minor: false,
    sexual: false,
    minorExplicit: false,
    minorSexual: false,
    bare: false,
    bareRelation: false,
    bareFake: false,
    unwilling: false,
    undressing: false,
  };
  const within = (sign: number, distance: number) => at - (last.get(sign) ?? -Infinity) <= distance;

  const isMinor = (bits: number): boolean => {
    const is = (sign: number) => (bits & sign) !== 0;
    if (is(signs.minor) || (isPicture && is(signs.minorInPictures))) return true;
    if (is(signs.girlOrBoy) && within(signs.young, 2)) return true;
    if (is(signs.old) && within(marks.agedYear, 1)) return true;
    if (is(signs.age) && within(signs.aged, 2)) return true;
    return is(signs.age | signs.eighteen) && within(signs.under, 1);
  };
  const note = (bits: number) => {
    const minor = isMinor(bits);
    if ((bits & signs.year) !== 0 && within(signs.age, 1)) last.set(marks.agedYear, at);
    if (minor) last.set(marks.minor, at);
    const denied = (bits & signs.deniable) !== 0 && within(signs.no, 1);
    const heavy = signs.explicit | (isPicture ? signs.explicitInPictures : 0);
    const explicit = (bits & heavy) !== 0 && !denied;
    const sexual = (bits & signs.sexual) !== 0 && !denied;
    const bare = explicit || ((bits & signs.bare) !== 0 && !denied);
    if (explicit) last.set(marks.explicit, at);
    if (explicit || sexual) last.set(marks.sexual, at);
    if (bare) last.set(marks.bare, at);
    if ((bits & signs.person) !== 0) last.set(marks.person, at);
    if ((bits & signs.relation) !== 0 && within(signs.whose, 2)) last.set(marks.person, at);

    seen.minor ||= minor;
    seen.sexual ||= explicit || sexual;
    seen.bare ||= bare;
    if (minor || explicit || sexual) {
      seen.minorExplicit ||= within(marks.minor, near) && within(marks.explicit, near);
      seen.minorSexual ||= within(marks.minor, near) && within(marks.sexual, near);
    }
    seen.bareRelation ||= within(marks.person, besides) && within(marks.bare, besides);
    seen.bareFake ||= within(signs.fake, near) && within(marks.bare, near);
    seen.unwilling ||= (bits & signs.consent) !== 0 && within(signs.without, 3);
    const takenOff = (bits & signs.clothes) !== 0 && within(marks.takenOff, 2);
    const undressed = (bits & signs.theirs) !== 0 && within(signs.undress, 2);
    seen.undressing ||= takenOff || undressed;
    if ((bits & signs.theirs) !== 0 && within(signs.takeOff, 2)) last.set(marks.takenOff, at);
  };

  return {
    take(word) {
      at += 1;
      let bits = 0;
      for (const spelling of word) bits |= classify(spelling);
      if (bits === 0) return;
      note(bits);
      all |= bits;
      for (let sign = 1; sign <= bits; sign <<= 1) if ((bits & sign) !== 0) last.set(sign, at);
    },
    finding: () => (isPicture ? findInPicture(seen, all) : findInMessage(seen, all)),
  };
}

/** Places that follow from several words; apart from those of `signs`. */
const marks = {
  minor: -1,
  explicit: -2,
  sexual: -3,
  bare: -4,
  person: -5,
  agedYear: -6,
  takenOff: -7,
} as const;

function findInPicture(seen: Seen, all: number): ModerationCategory | undefined {
  if (seen.minor && seen.sexual) return 'sexual-minors';
  const isFake = (all & signs.fake) !== 0 || seen.unwilling;
  const isReal = seen.bareRelation || (seen.bare && isFake);
  if (isReal || (seen.undressing && (all & signs.photo) !== 0)) return 'sexual-real-person';
  return undefined;
}

function findInMessage(seen: Seen, all: number): ModerationCategory | undefined {
  if ((all & signs.request) === 0 && (all & signs.imagery) === 0) {
    return seen.undressing && (all & signs.photo) !== 0 ? 'sexual-real-person' : undefined;
  }
  const isCare = (all & signs.care) !== 0;
  if (seen.minorExplicit || (seen.minorSexual && !isCare)) return 'sexual-minors';
  if (seen.undressing && (all & signs.photo) !== 0) return 'sexual-real-person';
  if ((all & signs.imagery) === 0 || isCare) return undefined;
  const isReal = seen.bareRelation || seen.bareFake || (seen.bare && seen.unwilling);
  return isReal ? 'sexual-real-person' : undefined;
}
