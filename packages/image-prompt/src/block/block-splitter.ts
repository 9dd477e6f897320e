/** What the splitter makes of a model's text. */
export type SplitPart =
  | { readonly type: 'text'; readonly text: string }
  /** The inside of an image prompt block, as the model wrote it. */
  | { readonly type: 'image-prompt'; readonly raw: string };

const blocks = [
  { opens: '```image_prompt', closes: '```' },
  { opens: '<image_prompt>', closes: '</image_prompt>' },
] as const;

/** A block longer than this is cut; a longer one is not a prompt. In UTF-16 units. */
const maxBlockLength = 16_000;

export interface BlockSplitter {
  /** Takes the next piece of the model's text. */
  push(delta: string): SplitPart[];
  /** Takes the end of the text; a block that was not closed counts as closed. */
  end(): SplitPart[];
}

/**
 * Splits a stream of text into what a reader sees and image prompt blocks. Works piece by piece: no
 * part of a block's marks ever comes out as text, wherever the pieces are cut.
 */
export function createBlockSplitter(): BlockSplitter {
  let pending = '';
  let closes: string | undefined;
  let block = '';

  const step = (parts: SplitPart[]): boolean => {
    if (closes === undefined) {
      const start = firstOpening(pending);
      if (start === undefined) return false;
      addText(parts, pending.slice(0, start.at));
      pending = pending.slice(start.at + start.opens.length);
      closes = start.closes;
      block = '';
      return true;
    }
    const end = pending.indexOf(closes);
    if (end < 0) return false;
    block = cut(block + pending.slice(0, end));
    parts.push({ type: 'image-prompt', raw: block.trim() });
    pending = pending.slice(end + closes.length);
    closes = undefined;
    return true;
  };

  /** Lets go of what can no longer be the beginning of a mark. */
  const release = (parts: SplitPart[]) => {
    const marks = closes === undefined ? blocks.map(({ opens }) => opens) : [closes];
    const keep = Math.max(...marks.map((mark) => overlap(pending, mark)));
    const free = pending.slice(0, pending.length - keep);
    pending = pending.slice(pending.length - keep);
    if (closes === undefined) addText(parts, free);
    else block = cut(block + free);
  };

  return {
    push(delta) {
      pending += delta;
      const parts: SplitPart[] = [];
      // Every step consumes a mark, so the loop ends with the text.
      while (step(parts));
      release(parts);
      return parts;
    },
    end() {
      const parts: SplitPart[] = [];
      if (closes === undefined) addText(parts, pending);
      else parts.push({ type: 'image-prompt', raw: cut(block + pending).trim() });
      pending = '';
      closes = undefined;
      return parts;
    },
  };
}

function firstOpening(text: string) {
  return blocks
    .map((block) => ({ ...block, at: text.indexOf(block.opens) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)[0];
}

/** How many characters at the end of `text` may be the beginning of `mark`. */
function overlap(text: string, mark: string): number {
  for (let length = Math.min(text.length, mark.length - 1); length > 0; length -= 1) {
    if (text.endsWith(mark.slice(0, length))) return length;
  }
  return 0;
}

function addText(parts: SplitPart[], text: string): void {
  if (text !== '') parts.push({ type: 'text', text });
}

function cut(text: string): string {
  return text.slice(0, maxBlockLength);
}
