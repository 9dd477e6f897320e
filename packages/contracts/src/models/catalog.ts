import { z } from 'zod';
import { text } from '../text.js';

/** Names a model in settings, addresses and folders: lower case, no path, no leading dot. */
export const ModelId = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/,
    'use 1 to 64 of a-z 0-9 . _ - and begin and end with a letter or digit',
  )
  .refine((id) => !id.includes('..'), 'must not contain ..');
export type ModelId = z.infer<typeof ModelId>;

export const ModelTask = z.enum(['chat', 'image']).meta({ id: 'ModelTask' });
export type ModelTask = z.infer<typeof ModelTask>;

/** The licence that a model's files come under. */
export const ModelLicence = z.strictObject({
  /** SPDX's id where there is one, else `LicenseRef-…`. */
  id: z.string().regex(/^[A-Za-z0-9.+-]{1,64}$/),
  /** Where its full text stands. */
  url: z.url({ protocol: /^https?$/ }).optional(),
  /** What it asks for, in a sentence or two. */
  says: text(1, 1_000).optional(),
});
export type ModelLicence = z.infer<typeof ModelLicence>;

const pixels = z.int().min(64).max(4_096);

/** What a chat model is used with where a request leaves it open. */
export const ChatModelDefaults = z.strictObject({
  /** How it wants its prompts: `deepseek-r1` thinks aloud first, `starter` is our own, `chatml` … */
  templateFamily: z.string().regex(/^[a-z0-9-]{1,40}$/),
  /** Tokens of prompt and answer together. */
  contextTokens: z.int().min(128).max(4_194_304),
  temperature: z.number().min(0).max(2).optional(),
  topP: z.number().gt(0).max(1).optional(),
});
export type ChatModelDefaults = z.infer<typeof ChatModelDefaults>;

/** What an image model is used with where a request leaves it open. Sizes are in pixels. */
export const ImageModelDefaults = z.strictObject({
  steps: z.int().min(1).max(100),
  scheduler: text(1, 40).optional(),
  guidanceScale: z.number().min(0).max(20),
  width: pixels,
  height: pixels,
  minSize: pixels,
  maxSize: pixels,
  /** Of a model that draws one simple shape at a time and nothing else: what it knows. */
  vocabulary: z
    .strictObject({
      shapes: z.array(text(1, 40)).min(1).max(100),
      colours: z.array(text(1, 40)).min(1).max(100),
    })
    .optional(),
});
export type ImageModelDefaults = z.infer<typeof ImageModelDefaults>;

const about = {
  id: ModelId,
  title: text(1, 120),
  format: z.literal('openvino-ir'),
  licence: ModelLicence,
  /** Number of weights. */
  parameters: z.int().positive(),
  /** Memory that one running copy needs, in bytes, roughly. */
  memoryBytes: z.int().positive(),
};

const bytes = z
  .int()
  .positive()
  .max(2 ** 50);

const fromHub = {
  source: z.literal('hub'),
  /** `owner/name`. */
  repository: z
    .string()
    .max(200)
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*\/[A-Za-z0-9][A-Za-z0-9._-]*$/, 'use owner/name')
    .refine((name) => !name.includes('..'), 'must not contain ..'),
  /** A branch, a tag or a commit. */
  revision: z
    .string()
    .max(200)
    .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/)
    .refine((name) => !name.includes('..'), 'must not contain ..')
    .default('main'),
  /** Which files belong to the model; `*` stands for anything but a slash. */
  files: z.array(text(1, 200)).min(1).max(50),
  /** Roughly; a repository of more than twice as much is refused. */
  downloadBytes: bytes,
};

/** A folder; a relative one counts from the catalog's place. */
const fromFolder = { source: z.literal('folder'), folder: text(1, 4_096) };

const chat = { task: z.literal('chat'), defaults: ChatModelDefaults };
const image = { task: z.literal('image'), defaults: ImageModelDefaults };

export const HubModel = z.discriminatedUnion('task', [
  z.strictObject({ ...about, ...fromHub, ...chat }),
  z.strictObject({ ...about, ...fromHub, ...image }),
]);
export type HubModel = z.output<typeof HubModel>;

export const FolderModel = z.discriminatedUnion('task', [
  z.strictObject({ ...about, ...fromFolder, ...chat }),
  z.strictObject({ ...about, ...fromFolder, ...image }),
]);
export type FolderModel = z.output<typeof FolderModel>;

/** A model that Atelier knows: where it comes from, what it costs and how it is used. */
export const CatalogEntry = z.discriminatedUnion('source', [HubModel, FolderModel]);
export type CatalogEntry = z.output<typeof CatalogEntry>;

/** `models/catalog.json`, and a user's own `catalog.json` in the folder of models. */
export const ModelCatalog = z.strictObject({
  version: z.literal(1),
  /** The model of each task that is fetched when nobody chose another. Built-in catalog only. */
  standard: z.strictObject({ chat: ModelId, image: ModelId }).optional(),
  /** The model of each task that ships. Built-in catalog only. */
  starter: z.strictObject({ chat: ModelId, image: ModelId }).optional(),
  models: z.array(CatalogEntry).max(500),
});
export type ModelCatalog = z.output<typeof ModelCatalog>;
