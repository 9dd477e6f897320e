import { createOpenVinoImageEngine } from '@atelier/engine-openvino';
import { measurePairs, timed, type Pair } from './pairs.js';
import { startRaw } from './raw-process.js';

export interface ImageBench {
  readonly python: string;
  readonly path: string;
  /** Width and height in pixels. */
  readonly size: number;
  readonly steps: number;
  readonly rounds: number;
}

const warmUps = 1;

/** One picture a round, with previews, as the page asks for them; raw has none. */
export async function benchImage(bench: ImageBench): Promise<readonly Pair[]> {
  const { path, python, size, steps } = bench;
  const raw = await startRaw(python, { role: 'image', path });
  const engine = await createOpenVinoImageEngine({ model: { id: 'bench', path }, python });
  const prompt = 'a red circle on a blue background';
  try {
    return await measurePairs(
      bench.rounds,
      warmUps,
      async (seed) => (await raw.run({ prompt, size, steps, seed })).seconds,
      (seed) =>
        timed(async () => {
          const settings = {
            prompt,
            negativePrompt: '',
            width: size,
            height: size,
            steps,
            guidanceScale: 7.5,
            seed,
            count: 1,
            scheduler: 'ddim',
            previews: true,
          };
          let pictures = 0;
          for await (const part of engine.draw(settings, new AbortController().signal)) {
            if (part.type === 'image') pictures += 1;
          }
          if (pictures !== 1) throw new Error(`The driver drew ${pictures} pictures.`);
        }),
    );
  } finally {
    await engine.close();
    await raw.close();
  }
}
