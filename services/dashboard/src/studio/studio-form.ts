import { Extension, imageLimits, StylePreset } from '@atelier/contracts';
import { z } from 'zod';
import { readStored, writeStored, type KeyStorage } from '../app/storage.js';

const storeName = 'atelier.studio';
/** Jobs of this tab that are kept in view. */
export const maxKeptJobs = 16;

/** What the studio can do. */
export const studioKinds = [
  'generate',
  'edit',
  'inpaint',
  'outpaint',
  'variation',
  'upscale',
] as const;
export type StudioKind = (typeof studioKinds)[number];

/** Nothing is added at any side. */
export const noExtension: Extension = { left: 0, top: 0, right: 0, bottom: 0 };

/** Sizes to choose from; `own` leaves it to the model or the picture. The model's limits hold. */
export const studioSizes = [
  'own',
  '256x256',
  '512x512',
  '768x768',
  '1024x1024',
  '512x768',
  '768x1024',
  '768x512',
  '1024x768',
  '1024x576',
] as const;
export type StudioSize = (typeof studioSizes)[number];

export const studioSchedulers = ['own', 'ddim', 'euler', 'euler_a', 'lcm', 'lms', 'pndm'] as const;
export type StudioScheduler = (typeof studioSchedulers)[number];

/** Below the least guidance: the model's own. */
export const ownGuidance = imageLimits.minGuidance - 0.5;

/** What stands in the fields. A number that stands for the model's own value is told with it. */
export const StudioForm = z.object({
  kind: z.enum(studioKinds).catch('generate'),
  prompt: z.string().catch(''),
  negativePrompt: z.string().catch(''),
  style: StylePreset.optional().catch(undefined),
  /** 0: the model's own. */
  steps: z.int().min(0).max(imageLimits.maxSteps).catch(0),
  /** `ownGuidance`: the model's own. */
  guidance: z.number().min(ownGuidance).max(imageLimits.maxGuidance).catch(ownGuidance),
  /** 0: the server's own. */
  strength: z.number().min(0).max(1).catch(0),
  size: z.enum(studioSizes).catch('own'),
  scheduler: z.enum(studioSchedulers).catch('own'),
  /** As it was typed; used while it is locked. */
  seed: z.string().catch(''),
  seedLocked: z.boolean().catch(false),
  count: z.int().min(1).max(imageLimits.maxCount).catch(1),
  factor: z.literal([2, 4]).catch(2),
  /** Pixels to add at each side. */
  extend: Extension.catch(noExtension),
});
export type StudioForm = z.infer<typeof StudioForm>;

const StudioState = z.object({
  form: StudioForm,
  /** The picture of the gallery that it starts from. */
  sourceId: z.uuid().optional().catch(undefined),
  /** The newest first. */
  jobs: z.array(z.uuid()).max(maxKeptJobs).catch([]),
});
/** What the tab remembers of the studio. An uploaded picture is too large for that. */
export type StudioState = z.infer<typeof StudioState>;

/** What the tab remembers; whatever makes no sense is as it is at first. */
export function readStudio(storage: () => KeyStorage): StudioState {
  return StudioState.parse(parsed(readStored(storage, storeName)));
}

export function keepStudio(storage: () => KeyStorage, state: StudioState): void {
  writeStored(storage, storeName, JSON.stringify(state));
}

function parsed(text = '{}'): unknown {
  const empty = { form: {} };
  try {
    const state = z
      .object({ form: z.looseObject({}) })
      .loose()
      .safeParse(JSON.parse(text));
    return state.success ? state.data : empty;
  } catch {
    return empty;
  }
}
