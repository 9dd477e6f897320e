import { createOpenVinoTextEngine, type OpenVinoTextEngine } from '@atelier/engine-openvino';
import { measurePairs, timed, type Pair } from './pairs.js';
import { startRaw } from './raw-process.js';

export interface TextBench {
  readonly python: string;
  readonly path: string;
  /** Answers at once. */
  readonly sequences: number;
  /** New tokens of each. */
  readonly tokens: number;
  readonly rounds: number;
}

// Of 16 tokens each: enough for every sequence of the largest run, prompts of some rounds included.
const blocks = 4_096;
const warmUps = 2;

/** Greedy answers of a fixed length to prompts that differ from the first word on. */
export async function benchText(bench: TextBench): Promise<readonly Pair[]> {
  const { path, python, sequences, tokens } = bench;
  const raw = await startRaw(python, { role: 'text', path, sequences, blocks });
  const engine = await createOpenVinoTextEngine({
    model: { id: 'bench', path },
    python,
    maxConcurrency: sequences,
  });
  try {
    const wanted = sequences * tokens;
    return await measurePairs(
      bench.rounds,
      warmUps,
      async (round) => {
        const answer = await raw.run({ prompts: prompts(round, sequences), tokens });
        if (answer.tokens !== wanted) throw new Error(`The raw run wrote ${answer.tokens} tokens.`);
        return answer.seconds;
      },
      (round) =>
        timed(async () => {
          const counts = await Promise.all(
            prompts(round, sequences).map((prompt) => countTokens(engine, prompt, tokens)),
          );
          const written = counts.reduce((sum, count) => sum + count, 0);
          if (written !== wanted) throw new Error(`The driver wrote ${written} tokens.`);
        }),
    );
  } finally {
    await engine.close();
    await raw.close();
  }
}

function prompts(round: number, sequences: number): string[] {
  return Array.from(
    { length: sequences },
    (_, place) => `${round}.${place}: ${'The mill by the river turns all day. '.repeat(6)}`,
  );
}

async function countTokens(
  engine: OpenVinoTextEngine,
  prompt: string,
  maxTokens: number,
): Promise<number> {
  const request = {
    messages: [{ role: 'user' as const, content: prompt }],
    maxTokens,
    temperature: 0,
    topP: 1,
    topK: 0,
    repetitionPenalty: 1,
    presencePenalty: 0,
    frequencyPenalty: 0,
    stop: [],
  };
  for await (const part of engine.generate(request, new AbortController().signal)) {
    if (part.type === 'finish') return part.usage.completionTokens;
  }
  return 0;
}
