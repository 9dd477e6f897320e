/** Leaves out the blanks before the first word: a model puts lines between its thoughts and its answer. */
export interface LeadingTrim {
  push(piece: string): string;
}

export function createLeadingTrim(): LeadingTrim {
  let begun = false;
  return {
    push(piece) {
      const text = begun ? piece : piece.trimStart();
      begun ||= text !== '';
      return text;
    },
  };
}
