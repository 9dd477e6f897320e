import { join, resolve } from 'node:path';
import { loadConfig } from '@atelier/config';
import { AppError } from '@atelier/errors';
import { ModelStoreSettings, openModelStore, type ModelStore } from '@atelier/model-store';
import { readEnvironment } from '../environment/read-environment.js';
import { helpText, parseOptions } from './options.js';
import { run, sentenceOf } from './run.js';
import { createScreen, type Output } from './screen.js';

const exitFailed = 1;
const exitWrongUsage = 2;
const exitInterrupted = 130;

export interface DownloadModelsInput {
  /** The checkout. */
  readonly root: string;
  readonly argv: readonly string[];
  /** That of the process unless told. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly output?: Output;
  readonly errors?: Output;
  /** Ends it as Ctrl-C does. */
  readonly signal?: AbortSignal;
}

/** `scripts/download-models`; gives the exit code. */
export async function runDownloadModels(input: DownloadModelsInput): Promise<number> {
  const { root, environment = process.env, output = process.stdout } = input;
  const errors = input.errors ?? process.stderr;
  const screen = createScreen(output);
  const complain = (text: string) => errors.write(`${text}\n`);
  const interrupt = onInterrupt(input.signal);
  let store: ModelStore | undefined;
  try {
    const options = parseOptions(input.argv);
    if (options.help) {
      output.write(helpText);
      return 0;
    }
    const settings = readSettings(root, environment);
    store = await openModelStore(settings, join(root, 'models'));
    const { signal } = interrupt;
    return (await run({ store, options, screen, complain, signal })) ? 0 : exitFailed;
  } catch (error) {
    screen.rest();
    if (interrupt.signal.aborted) {
      complain('Stopped. What has come is kept: the same command goes on from there.');
      return exitInterrupted;
    }
    complain(sentenceOf(error));
    return AppError.is(error) && error.code === 'INVALID_INPUT' ? exitWrongUsage : exitFailed;
  } finally {
    await store?.close();
    interrupt.release();
  }
}

/** Relative folders count from the checkout, as in `npm start`. */
function readSettings(
  root: string,
  environment: Readonly<Record<string, string | undefined>>,
): ModelStoreSettings {
  const merged = readEnvironment(root, environment);
  const dataDir = merged['DATA_DIR'] ?? 'data';
  const folder = merged['MODELS_DIR'] ?? join(dataDir, 'models');
  return loadConfig(ModelStoreSettings, { ...merged, MODELS_DIR: resolve(root, folder) });
}

/** The first Ctrl-C ends in good order, the second at once. */
function onInterrupt(outer: AbortSignal | undefined) {
  const aborter = new AbortController();
  const stop = () => {
    if (aborter.signal.aborted) process.exit(exitInterrupted);
    aborter.abort(new AppError('CANCELLED'));
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, stop);
  outer?.addEventListener('abort', stop, { once: true });
  return {
    signal: aborter.signal,
    release: () => {
      for (const name of names) process.off(name, stop);
      outer?.removeEventListener('abort', stop);
    },
  };
}
