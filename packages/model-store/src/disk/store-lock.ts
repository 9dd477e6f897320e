import { randomUUID } from 'node:crypto';
import { link, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@atelier/errors';
import { z } from 'zod';
import { undefinedIfMissing, systemCode } from './disk-error.js';
import { isAlive, ownIdentity } from './process-identity.js';

const Holder = z.object({
  token: z.string(),
  pid: z.int(),
  startTime: z.string(),
  space: z.string(),
  /** What is being downloaded, if that is what is done. */
  modelId: z.string().optional(),
});
type Holder = z.infer<typeof Holder>;

export interface LockOptions {
  readonly path: string;
  readonly modelId?: string;
  /** False: fails at once when somebody else has it. */
  readonly wait: boolean;
  /** Called once, when the waiting begins, with words for the holder. */
  readonly onWait?: (heldBy: string) => void;
  readonly timing?: Partial<LockTiming>;
}

export interface LockTiming {
  /** How often a holder shows that it lives. */
  readonly beatMs: number;
  /** A holder in another container counts as gone after so long without a beat. */
  readonly silentMs: number;
  /** How often one who waits looks again. */
  readonly lookMs: number;
  /** How long one waits at most. */
  readonly waitMs: number;
}

/** The right to change the folder of models. */
export interface StoreLock {
  /**
   * True when it was taken from a holder that merely went silent, in another container: it may wake
   * up and write once more into files that it has open.
   */
  readonly afterSilence: boolean;
  /** Fires when another process has taken the lock over. */
  readonly lost: AbortSignal;
  /** @throws AppError `MODEL_BUSY` when the lock is somebody else's by now. */
  assertHeld(): Promise<void>;
  release(): Promise<void>;
}

const defaults: LockTiming = {
  beatMs: 5_000,
  silentMs: 60_000,
  lookMs: 300,
  waitMs: 24 * 60 * 60 * 1_000,
};
/** How long the removal of a stale lock may take before that is stale, too. */
const guardMs = 10_000;
const maxVanished = 1_000;

/**
 * Takes a lock that is a file naming its holder. It works between processes, and between containers
 * that share the folder; one whose holder has ended is taken over.
 *
 * @throws AppError `MODEL_BUSY` when it is held and nobody wants to wait; `CANCELLED`.
 */
export async function takeStoreLock(
  options: LockOptions,
  signal?: AbortSignal,
): Promise<StoreLock> {
  const timing = { ...defaults, ...options.timing };
  const holder: Holder = {
    token: randomUUID(),
    ...ownIdentity(),
    ...(options.modelId !== undefined && { modelId: options.modelId }),
  };
  const end = performance.now() + timing.waitMs;
  let told = false;
  let vanished = 0;
  let afterSilence = false;
  for (;;) {
    if (signal?.aborted === true)
      throw new AppError('CANCELLED', undefined, { cause: signal.reason });
    if (await create(options.path, holder)) return hold(options.path, holder, timing, afterSilence);
    const found = await inspect(options.path, timing.silentMs);
    if (found === undefined) {
      // Released in this moment; or something is there that can be neither read nor replaced.
      vanished += 1;
      if (vanished > maxVanished) throw busy(undefined);
      await sleep(5);
      continue;
    }
    if (found.state === 'held') {
      if (!options.wait || performance.now() > end) throw busy(found.holder);
      if (!told) options.onWait?.(describe(found.holder));
      told = true;
      await sleep(timing.lookMs, undefined, signal && { signal }).catch(() => undefined);
      continue;
    }
    if (await removeStale(options.path, found.content)) afterSilence = found.state === 'silent';
    else await sleep(20);
  }
}

/** What is downloaded right now by a process that lives, as far as can be told from here. */
export async function peekDownload(path: string): Promise<string | undefined> {
  const found = await inspect(path, defaults.silentMs).catch(() => undefined);
  return found?.state === 'held' ? found.holder?.modelId : undefined;
}

function hold(
  path: string,
  { token }: Holder,
  { beatMs }: LockTiming,
  afterSilence: boolean,
): StoreLock {
  const lost = new AbortController();
  const isOurs = async () => parse(await read(path))?.token === token;
  const assertHeld = async () => {
    if (await isOurs()) return;
    const error = new AppError('MODEL_BUSY', 'Another process has taken over the models.');
    lost.abort(error);
    throw error;
  };
  const beat = async () => {
    await assertHeld();
    const now = new Date();
    await utimes(path, now, now);
  };
  const timer = setInterval(() => {
    // A beat that fails is made up for by the next; a lock that is lost has told so.
    beat().catch(() => undefined);
  }, beatMs);
  timer.unref();
  return {
    afterSilence,
    lost: lost.signal,
    assertHeld,
    release: async () => {
      clearInterval(timer);
      if (await isOurs()) await rm(path, { force: true });
    },
  };
}

interface Found {
  readonly state: 'held' | 'ended' | 'silent';
  readonly holder: Holder | undefined;
  readonly content: string;
}

async function inspect(path: string, silentMs: number): Promise<Found | undefined> {
  const content = await read(path);
  if (content === undefined) return undefined;
  const holder = parse(content);
  const alive = holder && isAlive(holder);
  if (alive === false) return { state: 'ended', holder, content };
  if (alive === true) return { state: 'held', holder, content };
  const age = await ageMs(path);
  if (age === undefined) return undefined;
  return { state: age > silentMs ? 'silent' : 'held', holder, content };
}

/**
 * Two processes may find the same stale lock; the second must not remove what the first has put in
 * its place. So whoever removes holds a second lock, for an instant.
 */
async function removeStale(path: string, stale: string): Promise<boolean> {
  const guard = `${path}.guard`;
  if (!(await create(guard, { token: randomUUID(), ...ownIdentity() }))) {
    const found = await inspect(guard, guardMs);
    if (found && found.state !== 'held') await rm(guard, { force: true });
    return false;
  }
  try {
    const same = (await read(path)) === stale;
    if (same) await rm(path, { force: true });
    return same;
  } finally {
    await rm(guard, { force: true });
  }
}

/** Makes the file with its content in one step, or not at all. */
async function create(path: string, holder: Holder): Promise<boolean> {
  const temporary = `${path}.${holder.token}.new`;
  await writeFile(temporary, JSON.stringify(holder));
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    const code = systemCode(error) ?? '';
    if (code === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK'].includes(code)) throw error;
    return await createWithoutLink(path, holder);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** For disks that know no hard links. For a moment the file is empty, which counts as held. */
async function createWithoutLink(path: string, holder: Holder): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** By the clock of the disk: those of two machines may differ. */
async function ageMs(path: string): Promise<number | undefined> {
  const now = await diskTimeMs(`${path}.${randomUUID()}.new`);
  const then = await stat(path).catch(undefinedIfMissing);
  return then && now - then.mtimeMs;
}

async function diskTimeMs(probe: string): Promise<number> {
  try {
    await writeFile(probe, '');
    return (await stat(probe)).mtimeMs;
  } catch {
    // A disk that this process may only read from.
    return Date.now();
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}

async function read(path: string): Promise<string | undefined> {
  return await readFile(path, 'utf8').catch(undefinedIfMissing);
}

function parse(content: string | undefined): Holder | undefined {
  try {
    return Holder.safeParse(JSON.parse(content ?? '')).data;
  } catch {
    return undefined;
  }
}

function busy(holder: Holder | undefined): AppError {
  const who = describe(holder);
  return new AppError(
    'MODEL_BUSY',
    `The models are being changed by ${who}: wait until it is done.`,
  );
}

function describe(holder: Holder | undefined): string {
  if (!holder) return 'another process';
  const where = isAlive(holder) === undefined ? ' in another container' : '';
  const what = holder.modelId === undefined ? '' : `, which downloads ${holder.modelId}`;
  return `process ${holder.pid}${where}${what}`;
}
