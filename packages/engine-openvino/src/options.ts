import type { RuntimeLoad } from '@atelier/contracts';
import type { EngineLog } from './engine-log.js';
import type { RuntimeLaunch } from './process/runtime-child.js';
import type { WatchdogTiming } from './process/watchdog.js';
import type { LoadStage } from './supervision/session.js';

/** A model on this machine. */
export interface OpenVinoModel {
  /** What the model is called, for instance `starter-chat`. */
  readonly id: string;
  /** Its folder, absolute. */
  readonly path: string;
  /** It is here in the place of another, whose adapters and draft it goes without. */
  readonly standsIn?: boolean;
  /** Of its files, in hex. An image engine computes it where it is left out. */
  readonly hash?: string | undefined;
}

/** A LoRA adapter: a safetensors file, absolute, and how strongly it is mixed in. */
export interface OpenVinoAdapter {
  readonly path: string;
  readonly alpha: number;
}

export interface OpenVinoOptions {
  readonly model: OpenVinoModel;
  /** A Python with the runtime's requirements installed, absolute. */
  readonly python: string;
  /** The folder that holds the package `atelier_runtime`; the workspace's by default. */
  readonly runtimeDir?: string;
  /** OpenVINO's name of a device; `CPU` by default. */
  readonly device?: string;
  /** Compiled models are kept here, so that the next start is faster. */
  readonly cacheDir?: string;
  /** Of `cacheDir`, in bytes: what was used longest ago goes first. 4 GiB by default. */
  readonly maxCacheBytes?: number;
  readonly threads?: number;
  /** Added to the process's niceness, 0 to 19. */
  readonly niceness?: number;
  /** See `RuntimeLoad`: exact arithmetic, so that nothing depends on what runs beside it. */
  readonly exact?: boolean;
  readonly adapters?: readonly OpenVinoAdapter[];
  /** Frees the model after that long without a request, in milliseconds; never by default. */
  readonly unloadAfterIdleMs?: number;
  /** For loading a model, in milliseconds; ten minutes by default. */
  readonly loadWithinMs?: number;
  readonly log?: EngineLog;
  readonly onStage?: (stage: LoadStage) => void;
  /** How to start the process instead; for tests. */
  readonly launch?: RuntimeLaunch;
  readonly watchdog?: WatchdogTiming;
}

/** What both kinds of model are loaded with. */
export function commonLoad(
  options: OpenVinoOptions,
  model: OpenVinoModel,
): Omit<Extract<RuntimeLoad, { readonly role: 'image' }>, 'role'> {
  return {
    path: model.path,
    device: options.device ?? 'CPU',
    niceness: options.niceness ?? 0,
    exact: options.exact ?? false,
    adapters: model.standsIn === true ? [] : [...(options.adapters ?? [])],
    ...(options.cacheDir !== undefined && { cacheDir: options.cacheDir }),
    ...(options.threads !== undefined && { threads: options.threads }),
  };
}
