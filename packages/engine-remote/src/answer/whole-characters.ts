/** Holds back half of a surrogate pair until the other half comes: JSON can cut between them. */
export interface WholeCharacters {
  push(piece: string): string;
}

const highSurrogate = /[\uD800-\uDBFF]$/;

export function createWholeCharacters(): WholeCharacters {
  let held = '';
  return {
    push(piece) {
      const text = held + piece;
      held = highSurrogate.exec(text)?.[0] ?? '';
      return text.slice(0, text.length - held.length).toWellFormed();
    },
  };
}
