import { boxGlyph, glyphs } from './font-data.js';

/** Pixels of a character cell at scale 1, with the gap to the next one. */
export const cell = { width: 6, height: 10, glyphWidth: 5, glyphHeight: 8 } as const;

const lookalikes: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '−': '-',
  '…': '...',
  '×': 'x',
  '·': '.',
  '•': '*',
};

/** Text in the font's own characters; what it lacks stays one character, drawn as a box. */
export function toFontText(text: string): string {
  return Array.from(text.normalize('NFD').replace(/[\p{M}\p{Cf}]/gu, ''))
    .map((character) => lookalikes[character] ?? toFontCharacter(character))
    .join('');
}

function toFontCharacter(character: string): string {
  if (/\s/u.test(character)) return character === '\n' ? '\n' : ' ';
  return character in glyphs ? character : '\uFFFD';
}

/** True when a character's glyph covers the pixel; `x` and `y` count from its top left corner. */
export function isInk(character: string, x: number, y: number): boolean {
  const glyph = glyphs[character] ?? boxGlyph;
  const row = Number.parseInt(glyph[y] ?? '0', 32);
  return ((row >> (cell.glyphWidth - 1 - x)) & 1) === 1;
}
