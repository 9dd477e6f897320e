import { z } from 'zod';
import { ModelId, ModelTask } from './catalog.js';

/** One file of an installed model. */
export const ModelFile = z.strictObject({
  /** Relative, with `/` between folders. */
  path: z.string().min(1).max(400),
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type ModelFile = z.infer<typeof ModelFile>;

/**
 * `manifest.json` in the folder of an installed model, written last: every file named here had this
 * hash. It is trusted without the hub; `verify` computes the hashes anew.
 */
export const ModelManifest = z.strictObject({
  version: z.literal(1),
  id: ModelId,
  task: ModelTask,
  format: z.literal('openvino-ir'),
  repository: z.string().max(200),
  revision: z.string().max(200),
  /** The commit that `revision` stood for. */
  commit: z.string().regex(/^[0-9a-f]{40}$/),
  /** SPDX's id. */
  licence: z.string().max(64),
  bytes: z.int().nonnegative(),
  files: z.array(ModelFile).min(1).max(2_000),
  installedAt: z.iso.datetime(),
});
export type ModelManifest = z.infer<typeof ModelManifest>;
