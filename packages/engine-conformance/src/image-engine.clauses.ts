import { expect } from '@jest/globals';
import { EngineInfo, imageDefaults, imageLimits, type ImageSettings } from '@atelier/contracts';
import type { ImageEngine, ImagePart } from '@atelier/engine';
import type { Clause } from './clause.js';
import { begin, collectFailure, drain, draw, finishOf, never } from './collect.js';

type Image = Extract<ImagePart, { readonly type: 'image' }>;

/** An engine to check, and what it is asked for. */
export interface ImageSubject {
  readonly engine: ImageEngine;
  create(): ImageEngine | Promise<ImageEngine>;
  readonly base: ImageSettings;
  /** The first picture of a drawing with `base` but for the changes. */
  drawOne(changes?: Partial<ImageSettings>): Promise<Image>;
}

export function toImageSubject(
  engine: ImageEngine,
  create: ImageSubject['create'],
  settings: Partial<ImageSettings> = {},
): ImageSubject {
  const base: ImageSettings = {
    ...imageDefaults,
    prompt: 'a red circle on a white table',
    width: 64,
    height: 64,
    steps: 4,
    seed: 7,
    ...settings,
  };
  return {
    engine,
    create,
    base,
    async drawOne(changes) {
      const [image] = imagesOf(await draw(engine, { ...base, ...changes }));
      if (!image) throw new Error('No picture came.');
      return image;
    },
  };
}

/** What every driver of the port `ImageEngine` promises. */
export const imageClauses = [
  {
    name: 'says what it is and what it can do',
    async check({ engine }) {
      EngineInfo.parse(engine.info);
      expect(engine.capabilities.maxConcurrency).toBeGreaterThanOrEqual(1);
      await Promise.resolve();
    },
  },
  {
    name: 'tells each step, the decoding and the picture in order',
    async check({ engine, base }) {
      const parts = await draw(engine, { ...base, count: 2 });
      const order = parts
        .filter((part) => part.type !== 'warning')
        .map((part) => {
          if (part.type === 'image-step') return `${part.index} ${part.step}/${part.steps}`;
          return part.type === 'finish' ? part.reason : `${part.index} ${part.type}`;
        });
      const ofPicture = (index: number) => [
        ...Array.from({ length: base.steps }, (_, step) => `${index} ${step + 1}/${base.steps}`),
        `${index} image-decoding`,
        `${index} image`,
      ];
      expect(order).toEqual([...ofPicture(0), ...ofPicture(1), 'stop']);
      finishOf(parts);
    },
  },
  {
    name: 'draws at the size asked for, row by row',
    async check({ base, drawOne }) {
      for (const [width, height] of [
        [base.width, base.height],
        [base.width * 2, base.height],
        [base.width, base.height * 2],
      ] as const) {
        const image = await drawOne({ width, height });
        expect([image.width, image.height]).toEqual([width, height]);
        expect(image.pixels).toHaveLength(width * height * 3);
        expect(new Set(image.pixels).size).toBeGreaterThan(1);
      }
    },
  },
  {
    name: 'gives the same pixels for the same settings',
    async check({ drawOne }) {
      const first = await drawOne();
      expect(samePixels(await drawOne(), first)).toBe(true);
    },
  },
  {
    name: 'differs by seed and by prompt',
    async check({ base, drawOne }) {
      const image = await drawOne();
      expect(samePixels(await drawOne({ seed: base.seed + 1 }), image)).toBe(false);
      expect(samePixels(await drawOne({ prompt: 'a blue house' }), image)).toBe(false);
    },
  },
  {
    name: 'draws picture i of a job as it draws it alone, also past the largest seed',
    async check({ engine, base, drawOne }) {
      for (const seed of [base.seed, imageLimits.maxSeed]) {
        const images = imagesOf(await draw(engine, { ...base, seed, count: 2 }));
        const second = (seed + 1) % (imageLimits.maxSeed + 1);
        expect(images.map((image) => image.seed)).toEqual([seed, second]);
        const alone = await drawOne({ seed: second });
        expect(images[1] && samePixels(images[1], alone)).toBe(true);
      }
    },
  },
  {
    name: 'draws nothing when cancelled beforehand',
    async check({ engine, base }) {
      const parts = await draw(engine, base, AbortSignal.abort());
      expect(parts.filter((part) => part.type !== 'warning')).toEqual([
        { type: 'finish', reason: 'cancelled' },
      ]);
    },
  },
  {
    name: 'ends at the next step when cancelled',
    async check({ engine, base }) {
      const controller = new AbortController();
      const parts: ImagePart[] = [];
      let after = 0;
      for await (const part of engine.draw({ ...base, count: 2 }, controller.signal)) {
        parts.push(part);
        if (controller.signal.aborted && part.type !== 'finish') after += 1;
        if (part.type === 'image-step') controller.abort();
      }
      expect(finishOf(parts).reason).toBe('cancelled');
      expect(after).toBeLessThanOrEqual(1);
      expect(imagesOf(parts)).toEqual([]);
    },
  },
  {
    name: 'refuses more than it can hold, and takes them once there is room',
    async check({ engine, base, drawOne }) {
      const controller = new AbortController();
      const running = await Promise.all(
        Array.from({ length: engine.capabilities.maxConcurrency }, () =>
          begin(engine.draw({ ...base, count: imageLimits.maxCount }, controller.signal)),
        ),
      );
      const { parts, error } = await collectFailure(() => engine.draw(base, never()));
      expect(parts).toEqual([]);
      expect(error).toMatchObject({ code: 'ENGINE_BUSY', retryable: true });
      controller.abort();
      await Promise.all(running.map(drain));
      await drawOne();
    },
  },
  {
    name: 'takes a seat back from a reader who leaves',
    async check({ engine, base, drawOne }) {
      for (let time = 0; time <= engine.capabilities.maxConcurrency; time += 1) {
        const reader = await begin(engine.draw(base, never()));
        await reader.return?.();
      }
      await drawOne();
    },
  },
  {
    name: 'ends running and later jobs with ENGINE_LOST once closed',
    async check({ create, base }) {
      const closing = await create();
      const reader = await begin(closing.draw({ ...base, count: imageLimits.maxCount }, never()));
      const lost = expect(drain(reader)).rejects.toMatchObject({ code: 'ENGINE_LOST' });
      await closing.close();
      await lost;
      const { error } = await collectFailure(() => closing.draw(base, never()));
      expect(error).toMatchObject({ code: 'ENGINE_LOST', retryable: true });
    },
  },
] as const satisfies readonly Clause<ImageSubject>[];

function imagesOf(parts: readonly ImagePart[]): Image[] {
  return parts.filter((part) => part.type === 'image');
}

function samePixels(one: Image, other: Image): boolean {
  return Buffer.from(one.pixels).equals(other.pixels);
}
