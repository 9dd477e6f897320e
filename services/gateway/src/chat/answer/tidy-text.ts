/** Tidies a text that comes piece by piece, so that the pieces joined are the tidy text. */
export interface TextTidier {
  /** What can be shown now that `piece` has come. */
  push(piece: string): string;
}

/**
 * Leaves out white space at both ends, more than one empty line in a row, and what Postgres has no
 * room for. A model can write anything.
 */
export function createTextTidier(): TextTidier {
  // White space and a half surrogate pair wait for what follows.
  let space = '';
  let half = '';
  let begun = false;
  return {
    push(piece) {
      let text = half + piece;
      half = /[\uD800-\uDBFF]$/.exec(text)?.[0] ?? '';
      text = text
        .slice(0, text.length - half.length)
        .toWellFormed()
        .replaceAll('\0', '');
      const end = /\s*$/.exec(text)?.index ?? text.length;
      if (end === 0) {
        space += text;
        return '';
      }
      const shown =
        (begun ? space : '') + (begun ? text.slice(0, end) : text.slice(0, end).trimStart());
      begun = true;
      space = text.slice(end);
      return shown.replace(/\n{3,}/g, '\n\n');
    },
  };
}
