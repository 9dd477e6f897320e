/** Longer texts are shown as they are. */
export const maxMarkdownLength = 60_000;

/** Whether a text is nothing but words in one paragraph, which cost nothing to show. */
export function isPlain(text: string): boolean {
  return !/[`*_~#[\]<>|\\&\n]|^\s|^(?:[-+=]|\d+[.)])|:\/\/|www\.|@/.test(text);
}

const fence = /^ {0,3}(`{3,}|~{3,})(.*)$/;

/**
 * Cuts a text that is being written: before the cut are whole paragraphs and closed code blocks,
 * which need not be read again with every word.
 */
export function settledLength(text: string): number {
  let settled = 0;
  let at = 0;
  let open: string | undefined;
  for (const line of text.split('\n')) {
    const end = at + line.length + 1;
    const [, marks, rest = ''] = fence.exec(line) ?? [];
    if (open === undefined) {
      if (marks !== undefined && !(marks.startsWith('`') && rest.includes('`'))) open = marks;
      else if (line.trim() === '' && end <= text.length && !isNested(text, end)) settled = end;
    } else if (marks?.startsWith(open) === true && rest.trim() === '') {
      open = undefined;
      if (end <= text.length && !isNested(text, end)) settled = end;
    }
    at = end;
  }
  return settled;
}

/** What stands there may belong to a list that goes on. */
function isNested(text: string, at: number): boolean {
  return /^(?:[ \t]+\S|(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)|$)/.test(text.slice(at, at + 24));
}
