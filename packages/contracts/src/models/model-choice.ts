import { z } from 'zod';
import { text } from '../text.js';
import { ModelId } from './catalog.js';

/**
 * `active.json` in the folder of models: what a person chose, over what the settings say. Workers
 * look at it again and again, and move over to what it names.
 */
export const ActiveModels = z.strictObject({
  version: z.literal(1),
  chat: ModelId.optional(),
  image: ModelId.optional(),
});
export type ActiveModels = z.infer<typeof ActiveModels>;

/** Why another model than the wanted one answers or draws. */
export const FallbackReason = z.enum([
  'unknown',
  'wrong-task',
  'downloading',
  'offline',
  'hub-unreachable',
  'failed',
  'damaged',
  'not-downloaded',
  /** It is here, and being loaded. */
  'loading',
]);
export type FallbackReason = z.infer<typeof FallbackReason>;

/** A model stands in for another. */
export const ModelFallback = z
  .object({
    wanted: z.string().max(200).meta({ description: 'Id of the model that should be used.' }),
    code: FallbackReason,
    says: text(1, 1_000).meta({ description: 'The same in a sentence.' }),
  })
  .meta({ id: 'ModelFallback' });
export type ModelFallback = z.infer<typeof ModelFallback>;
