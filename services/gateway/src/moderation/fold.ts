/** Letters of other scripts, and signs, that are read as Latin letters. */
const lookAlikes = new Map(
  Object.entries({
    a: 'аαɑ',
    b: 'вβ',
    c: 'сϲ',
    d: 'ԁđ',
    e: 'еєεҽ€',
    g: 'ɡ',
    h: 'нһ',
    i: 'іιıɩ',
    j: 'ј',
    k: 'кκ',
    l: 'ӏł',
    m: 'м',
    n: 'ոη',
    o: 'оοøσ',
    p: 'рρ',
    r: 'гɾ',
    s: 'ѕ',
    t: 'тτ',
    u: 'υս',
    v: 'ν',
    w: 'ωԝ',
    x: 'хχ',
    y: 'уγү',
  }).flatMap(([letter, others]) => Array.from(others, (other) => [other, letter] as const)),
);

/** Where the alphabets of squared, circled and flag letters begin, which NFKC leaves alone. */
const alphabets = [0x1f150, 0x1f170, 0x1f1e6];

/** Single characters that NFKC unfolds to whole sentences. */
const sentences = /[\ufdfa\ufdfb]/g;

const marks = /[\p{M}\p{Default_Ignorable_Code_Point}\p{Cf}]+/gu;

/**
 * Text as its letters look: compatibility forms, case, accents, invisible characters and
 * look-alikes of other scripts taken away. Linear.
 */
export function fold(text: string): string {
  // Marks go first as well: sorting a long run of them takes quadratic time.
  const bare = text.toWellFormed().replace(marks, '').replace(sentences, ' ').normalize('NFKC');
  const plain = bare.normalize('NFD').replace(marks, '').toLowerCase();
  return plain.replace(/[^\0-\x7f]/gu, toLatin);
}

function toLatin(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const start = alphabets.find((first) => code >= first && code < first + 26);
  if (start !== undefined) return String.fromCodePoint(0x61 + code - start);
  return lookAlikes.get(character) ?? character;
}
