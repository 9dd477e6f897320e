import type { TextRequest } from '@atelier/contracts';
import { createOpenVinoTextEngine } from '@atelier/engine-openvino';
import { createBlockSplitter, systemPrompt } from '@atelier/image-prompt';
import type { Case } from './cases.js';

/** What a model wrote, taken apart as the gateway does it. */
export interface Answer {
  readonly raw: string;
  readonly text: string;
  readonly blocks: readonly string[];
}

/** A chat model on the real engine. */
export interface ChatModel {
  /** The answer to a case: greedy, or sampled with `seed`. */
  answer(asked: Case, options?: { readonly seed: number }): Promise<Answer>;
  close(): Promise<void>;
}

export interface ChatModelOptions {
  readonly python: string;
  readonly path: string;
  /** Answers at once. */
  readonly sequences: number;
}

const maxTokens = 400;
// As the gateway draws a block again.
const sampledTemperature = 0.7;

export async function openChatModel(options: ChatModelOptions): Promise<ChatModel> {
  const engine = await createOpenVinoTextEngine({
    model: { id: 'starter-chat', path: options.path },
    python: options.python,
    maxConcurrency: options.sequences,
    niceness: 5,
  });
  const limit = createLimit(options.sequences);
  return {
    answer: (asked, sampling) =>
      limit(async () => {
        const request = toRequest(asked, sampling?.seed);
        let raw = '';
        for await (const part of engine.generate(request, new AbortController().signal)) {
          if (part.type === 'text-delta') raw += part.text;
        }
        return takeApart(raw);
      }),
    close: () => engine.close(),
  };
}

function toRequest({ messages }: Case, seed: number | undefined): TextRequest {
  return {
    messages: [{ role: 'system', content: systemPrompt }, ...messages],
    maxTokens,
    temperature: seed === undefined ? 0 : sampledTemperature,
    topP: 1,
    topK: 0,
    repetitionPenalty: 1,
    presencePenalty: 0,
    frequencyPenalty: 0,
    stop: [],
    ...(seed !== undefined && { seed }),
  };
}

/** An answer's text and blocks. */
export function takeApart(raw: string): Answer {
  const splitter = createBlockSplitter();
  let text = '';
  const blocks: string[] = [];
  for (const part of [...splitter.push(raw), ...splitter.end()]) {
    if (part.type === 'text') text += part.text;
    else blocks.push(part.raw);
  }
  return { raw, text: text.trim(), blocks };
}

/** Runs at most so many at once, in the order of asking. */
function createLimit(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      // The place goes to the next in line, or back.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
