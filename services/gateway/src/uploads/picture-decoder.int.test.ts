import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AppError, toAppError } from '@atelier/errors';
import { createLogger } from '@atelier/logging';
import { seededRandom, waitFor } from '@atelier/testkit';
import sharp from 'sharp';
import { createPictureDecoder, type PictureDecoderOptions } from './picture-decoder.js';
import { brokenDecoder, sourceDecoder } from './testing/decoder-launch.js';
import { mutate } from './testing/mutate.js';
import { animatedWebp, gradient, pixelsOf, toSharp } from './testing/pictures.js';

const log = createLogger({ service: 'test', level: 'fatal' });
const opened: (() => void)[] = [];
const never = new AbortController().signal;
const small = await toSharp(gradient(64, 48)).png().toBuffer();

function open(options: Partial<PictureDecoderOptions> = {}) {
  const decoder = createPictureDecoder({ log, launch: sourceDecoder, ...options });
  opened.push(decoder.close);
  const decode = (bytes: Uint8Array, ownerId = 'ann', signal = never) =>
    decoder.decode({ ownerId, read: () => bytes, role: 'picture' }, signal);
  return { decoder, decode };
}

afterEach(() => {
  for (const close of opened.splice(0)) close();
});

/** Tells whoever runs the test how much it took. */
function print(facts: object): void {
  process.stdout.write(`${JSON.stringify(facts)}\n`);
}

/** A fact of a process in bytes, where the system tells it. */
async function memoryOf(pid: number | undefined, fact: 'VmHWM' | 'VmRSS'): Promise<number> {
  const status = await readFile(`/proc/${pid ?? 0}/status`, 'utf8').catch(() => '');
  return Number(new RegExp(`${fact}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) * 1_024;
}

describe('the decoder process', () => {
  it('decodes, and starts with the first picture', async () => {
    const { decoder, decode } = open();
    expect(decoder.pid()).toBeUndefined();
    const outcome = await decode(small);
    if ('problem' in outcome) throw new Error(outcome.problem);
    expect((await pixelsOf(outcome.picture.png)).data).toEqual(gradient(64, 48).data);
    expect(decoder.pid()).toBeGreaterThan(0);
  });

  it('is given nothing of our environment', async () => {
    const { decoder, decode } = open();
    await decode(small);
    const told = await readFile(`/proc/${decoder.pid() ?? 0}/environ`, 'utf8').catch(() => '');
    const names = told.split('\0').flatMap((line) => line.split('=')[0] ?? []);
    expect(names.filter((name) => name !== '' && !name.startsWith('NODE_CHANNEL'))).toEqual([]);
  });

  it('is started again after its death, also while it works', async () => {
    const { decoder, decode } = open();
    await decode(small);
    const first = decoder.pid() ?? 0;
    const large = await toSharp(gradient(1_000, 1_000)).png().toBuffer();
    const working = decode(large);
    process.kill(first, 'SIGKILL');
    expect(await working).toHaveProperty('picture.width', 1_000);
    expect(decoder.pid()).not.toBe(first);
  });

  it('goes away when nobody needs it', async () => {
    const { decoder, decode } = open({ idleMs: 1 });
    expect(await decode(small)).toHaveProperty('picture');
    await waitFor(() => decoder.pid() === undefined, { timeoutMs: 10_000, what: 'its end' });
    expect(await decode(small)).toHaveProperty('picture');
  });

  it('makes place for another when it holds too much', async () => {
    const { decoder, decode } = open({ maxRssBytes: 1 });
    expect(await decode(small)).toHaveProperty('picture');
    expect(decoder.pid()).toBeUndefined();
    expect(await decode(small)).toHaveProperty('picture');
  });
});

describe('a picture', () => {
  it('that ends the process twice is refused', async () => {
    const { decode } = open({ launch: brokenDecoder('exits') });
    expect(await decode(small)).toHaveProperty('problem', expect.stringMatching(/^can not be/));
  });

  it('that takes too long is refused', async () => {
    const { decoder, decode } = open({ launch: brokenDecoder('hangs'), deadlineMs: 50 });
    expect(await decode(small)).toHaveProperty('problem', expect.stringMatching(/^takes too long/));
    expect(decoder.pid()).toBeUndefined();
  });

  it('is not to blame where no process starts', async () => {
    const { decode } = open({ launch: brokenDecoder('never-starts') });
    await expect(decode(small)).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  it('waits for its turn, not for ever, and only where there is place', async () => {
    const { decode } = open({ launch: brokenDecoder('hangs'), places: 2, waitMs: 50 });
    void decode(small).catch(() => undefined);
    const waiting = decode(small);
    await expect(decode(small)).rejects.toMatchObject({ code: 'UPLOADS_BUSY' });
    await expect(waiting).rejects.toMatchObject({ code: 'UPLOADS_BUSY' });
  });

  it('is brought when it is its turn, and may fail to come', async () => {
    const { decoder } = open();
    let brought = 0;
    const read = () => {
      brought += 1;
      return brought === 1 ? small : Promise.reject(new AppError('SOURCE_GONE'));
    };
    const ask = () => decoder.decode({ ownerId: 'ann', role: 'picture', read }, never);
    const [one, other] = [ask(), ask()];
    await expect(one).resolves.toHaveProperty('picture');
    await expect(other).rejects.toMatchObject({ code: 'SOURCE_GONE' });
    expect(brought).toBe(2);
  });

  it('is let go when its sender leaves, or the gateway stops', async () => {
    const { decoder, decode } = open({ launch: brokenDecoder('hangs') });
    const running = decode(small);
    const left = new AbortController();
    const waiting = decode(small, 'ann', left.signal);
    const last = decode(small, 'bob');
    const ends = Promise.allSettled([running, waiting, last]);
    left.abort();
    decoder.close();
    expect(
      (await ends).map((end) => end.status === 'rejected' && toAppError(end.reason).code),
    ).toEqual(['SHUTTING_DOWN', 'CANCELLED', 'SHUTTING_DOWN']);
    await expect(decode(small)).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
  });
});

describe('2,000 broken files', () => {
  it('break nothing, and memory stays bounded', async () => {
    const picture = gradient(96, 80);
    const bases = await Promise.all([
      toSharp(picture).png().toBuffer(),
      toSharp(picture).png({ progressive: true, palette: true }).toBuffer(),
      toSharp(picture).toColourspace('rgb16').png().toBuffer(),
      toSharp(picture).jpeg().toBuffer(),
      toSharp(picture).jpeg({ progressive: true }).withMetadata({ orientation: 6 }).toBuffer(),
      toSharp(picture).toColourspace('cmyk').jpeg().toBuffer(),
      toSharp(picture).withIccProfile('p3').webp().toBuffer(),
      toSharp(picture).webp({ lossless: true }).toBuffer(),
      animatedWebp(64),
    ]);
    const random = seededRandom(20_261_121);
    const { decoder, decode } = open();
    await decode(small);
    const pids = new Set<number | undefined>();
    const counts = { read: 0, refused: 0 };
    let peak = 0;
    for (let i = 0; i < 2_000; i += 1) {
      const bytes = mutate(random.pick(bases), random);
      const role = i % 4 === 0 ? 'mask' : 'picture';
      const outcome = await decoder.decode({ ownerId: 'ann', read: () => bytes, role }, never);
      if ('picture' in outcome) counts.read += 1;
      else counts.refused += 1;
      if (i % 50 === 0) peak = Math.max(peak, await memoryOf(decoder.pid(), 'VmHWM'));
      pids.add(decoder.pid());
    }
    expect(await decode(small)).toHaveProperty('picture');
    const now = await memoryOf(decoder.pid(), 'VmRSS');
    const mib = (bytes: number) => Math.round(bytes / 1024 / 1024);
    print({ ...counts, processes: pids.size, peakMiB: mib(peak), nowMiB: mib(now) });
    expect(counts.read).toBeGreaterThan(100);
    expect(counts.refused).toBeGreaterThan(500);
    expect(peak).toBeLessThan(512 * 1024 * 1024);
  }, 180_000);

  it('nor do the largest ones that are allowed', async () => {
    const { decoder, decode } = open({ maxRssBytes: Number.MAX_SAFE_INTEGER });
    const flat = sharp({
      create: { width: 4_096, height: 4_096, channels: 4, background: '#12345678' },
    });
    const files = [
      await flat.clone().toColourspace('rgb16').png({ progressive: true }).toBuffer(),
      await flat.clone().jpeg({ progressive: true }).withMetadata({ orientation: 6 }).toBuffer(),
    ];
    for (const file of files) {
      expect(file.length).toBeLessThan(2_000_000);
      expect(await decode(file)).toHaveProperty('picture.width', 4_096);
    }
    const peak = await memoryOf(decoder.pid(), 'VmHWM');
    print({ largestMiB: Math.round(peak / 1024 / 1024) });
    expect(peak).toBeLessThan(768 * 1024 * 1024);
  }, 120_000);
});
