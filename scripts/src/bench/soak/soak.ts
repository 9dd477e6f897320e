import { readFile } from 'node:fs/promises';
import { createOpenVinoImageEngine, createOpenVinoTextEngine } from '@atelier/engine-openvino';
import { isLeft, mixedRequest } from './mixed-requests.js';

export interface Soak {
  readonly python: string;
  readonly chatModel: string;
  readonly imageModel: string;
  readonly requests: number;
  /** Told every so many requests. */
  readonly every: number;
}

/** Resident memory in MiB after so many requests: of both runtimes, and of this process. */
export interface Level {
  readonly requests: number;
  readonly text: number;
  readonly image: number;
  readonly node: number;
}

const atOnce = 32;
// Memory that is set aside, and used bit by bit: small enough to be full after the first requests.
const cacheBytes = 8 * 1024 ** 2;
// One picture to so many answers.
const answersAPicture = 10;
const sizes = [64, 128, 192, 256];

/** Sends a mix of answers and pictures through both drivers and tells the memory as it goes. */
export async function soak(options: Soak, tell: (level: Level) => void): Promise<void> {
  const { python } = options;
  const text = await createOpenVinoTextEngine({
    model: { id: 'chat', path: options.chatModel },
    python,
    maxConcurrency: atOnce,
    kvCacheBytes: cacheBytes,
  });
  const image = await createOpenVinoImageEngine({
    model: { id: 'image', path: options.imageModel },
    python,
  });
  let next = 0;
  let drawing: Promise<void> = Promise.resolve();
  try {
    for (let done = 0; done < options.requests; done += options.every) {
      const end = Math.min(done + options.every, options.requests);
      await Promise.all(Array.from({ length: atOnce }, () => worker(end)));
      await drawing;
      tell({
        requests: end,
        text: await residentMiB(text.pid()),
        image: await residentMiB(image.pid()),
        node: await residentMiB(process.pid),
      });
    }
  } finally {
    await text.close();
    await image.close();
  }

  async function worker(end: number): Promise<void> {
    while (next < end) {
      const number = next;
      next += 1;
      if (number % answersAPicture === 0) {
        drawing = drawing.then(() => draw(number));
        await drawing;
      } else {
        await write(number);
      }
    }
  }

  async function write(number: number): Promise<void> {
    const leaving = new AbortController();
    let parts = 0;
    for await (const part of text.generate(mixedRequest(number), leaving.signal)) {
      parts += 1;
      if (isLeft(number) && parts === 3 && part.type !== 'finish') leaving.abort();
    }
  }

  async function draw(number: number): Promise<void> {
    const side = sizes[(number / answersAPicture) % sizes.length] ?? 128;
    const settings = {
      prompt: `picture ${number}`,
      negativePrompt: number % 20 === 0 ? 'rain' : '',
      width: side,
      height: sizes[(number / answersAPicture / 2) & 3] ?? 128,
      steps: 2 + (number % 3),
      guidanceScale: 7.5,
      seed: number,
      count: 1,
      scheduler: number % 20 === 0 ? 'ddim' : 'euler',
      previews: true,
    };
    for await (const part of image.draw(settings, new AbortController().signal)) {
      if (part.type === 'finish') return;
    }
  }
}

async function residentMiB(pid: number | undefined): Promise<number> {
  if (pid === undefined) return Number.NaN;
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024);
}
