import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { wholeNumber } from '@atelier/config';
import { AppError } from '@atelier/errors';
import { z } from 'zod';
import type { OpenVinoModel, OpenVinoOptions } from './options.js';

const workspacePython = fileURLToPath(new URL('../../../.venv/bin/python', import.meta.url));

/** Settings of both kinds of worker that run OpenVINO. */
export const OpenVinoSettings = z.object({
  OPENVINO_PYTHON: z
    .string()
    .optional()
    .meta({ description: 'Python with the OpenVINO runtime; left out, the one of this checkout.' }),
  OPENVINO_DEVICE: z
    .string()
    .default('CPU')
    .meta({ description: 'Where models run: CPU, GPU, NPU or another device of OpenVINO.' }),
  OPENVINO_CACHE_DIR: z
    .string()
    .optional()
    .meta({ description: 'Folder for compiled models, which makes later starts faster.' }),
  OPENVINO_THREADS: wholeNumber(1, 1_024)
    .optional()
    .meta({ description: 'Threads of a model; left out, OpenVINO chooses.' }),
  MODEL_UNLOAD_AFTER_MS: wholeNumber(1_000, 604_800_000)
    .optional()
    .meta({ description: 'Free a model that nobody used for so long, in milliseconds.' }),
});
type Settings = z.output<typeof OpenVinoSettings>;

/** True when the runtime is installed where the settings say. */
export function hasOpenVinoRuntime(settings: Pick<Settings, 'OPENVINO_PYTHON'>): boolean {
  return existsSync(settings.OPENVINO_PYTHON ?? workspacePython);
}

/**
 * What the settings say about a model.
 *
 * @throws AppError `MODEL_MISSING` when its folder is not there.
 */
export function toOpenVinoOptions(settings: Settings, model: OpenVinoModel): OpenVinoOptions {
  const path = resolve(model.path);
  if (!existsSync(path)) {
    throw new AppError('MODEL_MISSING', `There is no model in ${path}: the folder does not exist.`);
  }
  const { OPENVINO_CACHE_DIR: cacheDir, OPENVINO_THREADS: threads } = settings;
  const { MODEL_UNLOAD_AFTER_MS: unloadAfterIdleMs } = settings;
  return {
    model: { ...model, path },
    python: settings.OPENVINO_PYTHON ?? workspacePython,
    device: settings.OPENVINO_DEVICE,
    ...(cacheDir !== undefined && { cacheDir: resolve(cacheDir) }),
    ...(threads !== undefined && { threads }),
    ...(unloadAfterIdleMs !== undefined && { unloadAfterIdleMs }),
  };
}
