import { createBlockSplitter } from '@atelier/image-prompt';
import type { AnswerPart } from '../../llm/llm-client.js';

/** The inside of an answer's first image prompt block, if there is one. Leaves the rest unread. */
export async function readBlock(parts: AsyncIterable<AnswerPart>): Promise<string | undefined> {
  const splitter = createBlockSplitter();
  for await (const part of parts) {
    if (part.type !== 'text-delta') continue;
    for (const split of splitter.push(part.text)) {
      if (split.type === 'image-prompt') return split.raw;
    }
  }
  const last = splitter.end().find((split) => split.type === 'image-prompt');
  return last?.raw;
}

/** The whole text of an answer. */
export async function readText(parts: AsyncIterable<AnswerPart>): Promise<string> {
  let text = '';
  for await (const part of parts) if (part.type === 'text-delta') text += part.text;
  return text;
}
