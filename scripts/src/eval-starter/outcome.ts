import { imageDefaults, type ImageSettings } from '@atelier/contracts';
import { settlePicture, type ImagePromptDefaults } from '@atelier/image-prompt';
import type { Block, Case } from './cases.js';
import type { Answer } from './chat-model.js';

/** What a turn gives. */
export interface Outcome {
  /** What the person reads. */
  readonly text: string;
  /** Whether a picture was meant. */
  readonly draws: boolean;
  /** Of the picture; `undefined` where none was meant or the block was unreadable. */
  readonly block: Block | undefined;
  readonly warnings: readonly string[];
  /** How often the model was asked again. */
  readonly redraws: number;
}

/** What the model gives by itself: its one block, to the letter. */
export function outcomeAlone({ raw, text, blocks }: Answer): Outcome {
  const draws = blocks.length > 0;
  const isClosed = /```\s*$|<\/image_prompt>\s*$/u.test(raw);
  const block = blocks.length === 1 && isClosed ? readBlock(blocks[0] ?? '') : undefined;
  return { text, draws, block, warnings: [], redraws: 0 };
}

function readBlock(inside: string): Block | undefined {
  try {
    const value: unknown = JSON.parse(inside);
    const isBlock = typeof value === 'object' && value !== null && 'prompt' in value;
    // Compared with what was expected, whatever else it holds.
    return isBlock ? (value as Block) : undefined;
  } catch {
    return undefined;
  }
}

// No request states it, so that an invented seed is seen.
const unstatedSeed = 1_234_567_890;

/** What the turn gives with the code around the model, as in the gateway with this image model. */
export async function outcomeSettled(
  asked: Case,
  answer: Answer,
  redraw: (attempt: number) => Promise<string | undefined>,
  vocabulary?: ImagePromptDefaults['vocabulary'],
): Promise<Outcome> {
  const message = asked.messages.at(-1)?.content ?? '';
  let redraws = 0;
  const settled = await settlePicture(
    message,
    { text: answer.text, imagePrompts: answer.blocks },
    {
      defaults: { ...imageDefaults, vocabulary },
      randomSeed: unstatedSeed,
      earlier: toEarlier(asked),
      redraw: async (attempt) => {
        redraws += 1;
        return await redraw(attempt);
      },
    },
  );
  return {
    text: settled.text ?? answer.text,
    draws: settled.settings !== undefined,
    block: settled.settings && toBlock(settled.settings),
    warnings: settled.warnings.map(({ message: words }) => words),
    redraws,
  };
}

/** The turns before, with their pictures, which the model's sentence repeats. */
function toEarlier({ messages }: Case) {
  return messages.slice(0, -1).flatMap(({ role, content }, index) => {
    if (role !== 'user') return [];
    const prompt = /^Here (?:is|are) (.*)\.$/u.exec(messages[index + 1]?.content ?? '')?.[1];
    const picture = { ...imageDefaults, prompt: prompt ?? '', seed: unstatedSeed };
    return [{ user: content, ...(prompt !== undefined && { picture }) }];
  });
}

/** Settings without what comes by default. */
function toBlock(settings: ImageSettings): Block {
  const { prompt, negativePrompt, seed, steps, guidanceScale, width, height, count } = settings;
  const isSized = width !== imageDefaults.width || height !== imageDefaults.height;
  return {
    prompt,
    ...(negativePrompt !== '' && { negative_prompt: negativePrompt }),
    ...(seed !== unstatedSeed && { seed }),
    ...(steps !== imageDefaults.steps && { steps }),
    ...(guidanceScale !== imageDefaults.guidanceScale && { cfg_scale: guidanceScale }),
    ...(isSized && { width, height }),
    ...(count !== imageDefaults.count && { count }),
  };
}
