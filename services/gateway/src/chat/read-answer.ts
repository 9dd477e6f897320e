import type { TokenUsage } from '@atelier/contracts';
import { createBlockSplitter, type SplitPart } from '@atelier/image-prompt';
import type { AnswerPart } from './llm-client.js';

/** A whole answer of the model, taken apart. */
export interface Answer {
  /** What a reader sees; no image prompt block, no reasoning. */
  readonly text: string;
  /** The insides of its image prompt blocks. */
  readonly imagePrompts: readonly string[];
  /** Id of the model that answered. */
  readonly model: string;
  readonly usage: TokenUsage;
  readonly finishReason: 'stop' | 'length' | 'cancelled';
}

/** Reads a stream of parts to its end. */
export async function readAnswer(parts: AsyncIterable<AnswerPart>): Promise<Answer> {
  const splitter = createBlockSplitter();
  const imagePrompts: string[] = [];
  let text = '';
  let model = '';
  const take = (split: readonly SplitPart[]) => {
    for (const part of split) {
      if (part.type === 'text') text += part.text;
      else imagePrompts.push(part.raw);
    }
  };
  let finish: Extract<AnswerPart, { type: 'finish' }> | undefined;
  for await (const part of parts) {
    if (part.type === 'start') model = part.info.model;
    if (part.type === 'text-delta') take(splitter.push(part.text));
    if (part.type === 'finish') finish = part;
  }
  take(splitter.end());
  if (finish === undefined) throw new Error('The stream ended without a finish.');
  return {
    text: storable(text)
      .replace(/\n{3,}/g, '\n\n')
      .trim(),
    imagePrompts,
    model,
    usage: finish.usage,
    finishReason: finish.reason,
  };
}

/** Without what Postgres has no room for. A model can write anything. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}
