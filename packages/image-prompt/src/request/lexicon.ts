import { isNearly } from './words.js';

const families = {
  colour: {
    red: ['crimson', 'scarlet'],
    green: ['emerald'],
    blue: ['navy', 'azure'],
    yellow: ['golden', 'gold'],
    purple: ['violet'],
    orange: [],
    black: [],
    white: [],
    pink: ['rosy'],
    brown: [],
    gray: ['grey'],
    cyan: ['turquoise', 'aqua'],
    magenta: ['fuchsia'],
    maroon: ['burgundy'],
    beige: [],
    olive: [],
    silver: [],
    lavender: ['lilac'],
    teal: [],
  },
  shape: {
    circle: ['disc', 'disk', 'dot', 'circular'],
    square: ['box'],
    triangle: ['triangular'],
    star: [],
    heart: [],
    diamond: ['rhombus'],
    hexagon: ['hexagonal'],
    ring: ['hoop', 'donut', 'doughnut'],
    cross: [],
    moon: ['crescent'],
    oval: ['ellipse'],
    rectangle: ['rectangular'],
    pentagon: [],
    octagon: [],
    cube: [],
    sphere: [],
    spiral: [],
  },
  size: {
    small: ['little', 'tiny', 'mini', 'smaller'],
    big: ['large', 'huge', 'giant', 'bigger', 'larger'],
  },
  count: {
    two: ['2', 'pair', 'couple', 'both', 'twin', 'twins'],
    three: ['3', 'trio'],
    four: ['4'],
    five: ['5'],
    six: ['6'],
    seven: ['7'],
    eight: ['8'],
    nine: ['9'],
    ten: ['10'],
    eleven: ['11'],
    twelve: ['12', 'dozen'],
  },
} as const;

export type FamilyKind = keyof typeof families;

/** What several words mean: a kind of thing, and the plainest name of it. */
export interface Family {
  readonly kind: FamilyKind;
  readonly name: string;
}

const familyOfWord = new Map<string, Family>(
  Object.entries(families).flatMap(([kind, named]) =>
    Object.entries(named).flatMap(([name, others]: [string, readonly string[]]) =>
      [name, ...others].map((word): [string, Family] => [word, { kind: kind as FamilyKind, name }]),
    ),
  ),
);

/** What a word means, where it is one of those that a picture is easily told to be wrong by. */
export function familyOf(word: string): Family | undefined {
  return familyOfWord.get(word) ?? familyOfWord.get(singular(word));
}

/** The names of colours and shapes, and what else they are called. */
export const shapeAndColourWords: readonly string[] = [...familyOfWord].flatMap(
  ([word, { kind }]) => (kind === 'colour' || kind === 'shape' ? [word] : []),
);

/** Of names that people use for shapes and that are also something else. */
export const looseShapes: ReadonlySet<string> = new Set(['box', 'dot', 'donut', 'doughnut']);

function singular(word: string): string {
  if (/(?:x|ss|us)es$/u.test(word)) return word.slice(0, -2);
  return word.endsWith('s') ? word.slice(0, -1) : word;
}

const numerals =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen ' +
  'sixteen seventeen eighteen nineteen twenty';
const tens = { thirty: 30, forty: 40, fifty: 50, sixty: 60, eighty: 80, hundred: 100 };

/** Number words and what they say, in a person's order of saying them. */
export const numberWords: ReadonlyMap<string, number> = new Map([
  ...numerals.split(' ').map((word, value): [string, number] => [word, value]),
  ...Object.entries(tens),
]);

/** A whole number in digits or in a word. */
export function toNumber(word: string): number | undefined {
  return /^\d{1,20}$/u.test(word) ? Number(word) : numberWords.get(word);
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/u));

/** Verbs that ask for a picture by themselves. */
export const drawVerbs = set('draw paint sketch illustrate render visualise visualize');
/** Verbs that ask for a picture together with a picture word. */
export const makeVerbs = set(
  'make create generate produce design do show give send get want need like love have see',
);
/** What is asked for, not what it shows. */
export const pictureWords = set(
  `picture pictures image images drawing drawings painting paintings sketch sketches illustration
  illustrations pic pics img rendering renderings version versions variation variations variant
  variants copies`,
);
/** Words in front of a wish that are not part of it. */
export const leadWords = set(
  `hi hello hey there ok okay please pls plz now then next so well great cool nice thanks thank you
  yes sorry alright atelier and also just only simply kindly quickly can could would will may u i i'd
  id i'll we us me my to let's lets let be go ahead of a an the one another some new more different
  with that shows show showing which contains maybe try help start for it's simple nice pretty lovely
  beautiful clean quick should shall must contain prompt mind`,
);
/** Words behind a wish that are not part of it. */
export const tailWords = set(`please pls plz thanks thank you thx now for me us asap ok`);
/** Whether a word is one of politeness, mistyped or not. */
export function isCourtesy(word: string): boolean {
  return tailWords.has(word) || isNearly(word, 'please') || isNearly(word, 'thanks');
}
/** Words that say nothing of what is in a picture. */
export const smallWords = set(
  `a an the and or but of in on at to for with from by as is are was were be being been it its it's
  this that these those them they he she his her i i'd i'm id me my we us our you your u can could
  would should will shall may might must do does did done have has had there here what how when where
  which who why if so then than very really quite just only also too please pls plz thanks thank thx
  hi hello hey ok okay yes sorry now next again more much some any one ones same single something
  anything whatever let let's lets look looks looking like want need love see show shows showing make
  makes made create generate produce draw draws drawn drawing paint painted sketch illustrate render
  visualise visualize give get send put place help try try thing things kind sort bit lot scene style
  background backgrounds bg backdrop canvas surface field page behind front above below over under
  beneath underneath beside next top bottom left right middle centre center side upper lower part edge
  near between around inside outside up down together alongside plus higher lower shape shapes colour
  color coloured colored colours colors size sized about into onto without no not never instead rather
  nice good great beautiful pretty lovely cool simple clean asap time first yourself myself using use
  format high quality big large huge giant small little tiny mini bigger smaller larger great
  five-pointed pointed sided hand sign half`,
);
/** Words that point at what was said or drawn before. */
export const backWords = set(
  `it its it's that this those these them they same again instead another one ones both previous
  earlier last before above described mentioned said bigger smaller larger remove add change turn
  switch replace swap move`,
);
/** Where these stand, the message is English; where others stand, it may not be. */
export const englishWords = set(
  `the of with please pls draw drawing drawings paint sketch picture pictures show give want need and
  it is are this that background without should make like my i'd don't stop never can could you use
  different new change what about would be but good two three them their there how who where when
  same again more bigger smaller left right enlarge leave out put move add remove generate if seed words
  only`,
);
export const foreignWords = set(
  `der das ein eine einen einem mit und auf bitte zeichne zeichnen male malen le la les une des dans
  avec dessine dessiner sur el los las una con dibuja dibujar y e il uno disegna um uma com desenhe
  een het teken et mir ich für per por`,
);
