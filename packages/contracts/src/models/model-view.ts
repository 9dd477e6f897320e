import { z } from 'zod';
import { imageLimits } from '../generation/image.js';
import { ModelId, ModelTask } from './catalog.js';

export const ModelStatus = z
  .enum(['missing', 'downloading', 'ready', 'damaged'])
  .meta({ id: 'ModelStatus' });
export type ModelStatus = z.infer<typeof ModelStatus>;

const size = z.int().nonnegative();

const pixels = z.int().positive();

/** What an image model draws with where a request leaves it open, and the sizes that it knows. */
export const DrawingView = z
  .object({
    width: pixels,
    height: pixels,
    steps: z.int().positive(),
    cfg_scale: z.number(),
    scheduler: z.string().optional(),
    min_size: pixels.meta({ description: 'The least width and height, in pixels.' }),
    max_size: pixels.meta({ description: 'The most width and height, in pixels.' }),
    multiple_of: z
      .literal(imageLimits.sizeStep)
      .meta({ description: 'Width and height are multiples of it, in pixels.' }),
    knows: z
      .object({ shapes: z.array(z.string()), colours: z.array(z.string()) })
      .optional()
      .meta({ description: 'Of a model that draws these shapes and colours only.' }),
  })
  .meta({ id: 'ModelDrawing' });
export type DrawingView = z.infer<typeof DrawingView>;

/** One model, as `GET /api/v1/models` shows it. Where it lies on the machine is not told. */
export const ModelView = z
  .object({
    id: ModelId,
    title: z.string(),
    task: ModelTask,
    status: ModelStatus,
    reason: z
      .string()
      .optional()
      .meta({ description: 'Why it is missing or damaged, or why the last download ended.' }),
    starter: z.boolean().meta({ description: 'True for the models that ship with Atelier.' }),
    active: z.boolean().meta({ description: 'True for the one that answers or draws now.' }),
    licence: z.object({ id: z.string(), url: z.string().optional(), says: z.string().optional() }),
    repository: z.string().optional(),
    commit: z.string().optional().meta({ description: 'Of the version on this machine.' }),
    parameters: size,
    memory_bytes: size,
    download_bytes: size
      .optional()
      .meta({ description: 'Roughly what a download fetches; absent for a folder.' }),
    bytes: size.optional().meta({ description: 'On this machine.' }),
    drawing: DrawingView.optional().meta({ description: 'Of image models.' }),
    progress: z
      .object({ bytes: size, total_bytes: size })
      .optional()
      .meta({ description: 'Of the download that runs, or of the one that can be resumed.' }),
  })
  .meta({ id: 'Model' });
export type ModelView = z.infer<typeof ModelView>;

/** The answer of `GET /api/v1/models`. */
export const ModelListView = z.object({ models: z.array(ModelView) }).meta({ id: 'ModelList' });
export type ModelListView = z.infer<typeof ModelListView>;
