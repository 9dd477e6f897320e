import { z } from 'zod';
import { ModelFallback } from '../models/model-choice.js';

/** One part that the gateway leans on. */
export const DependencyHealth = z
  .object({
    status: z.enum(['ok', 'down']),
    message: z.string().optional(),
  })
  .meta({ id: 'DependencyHealth' });
export type DependencyHealth = z.infer<typeof DependencyHealth>;

/** What computes, and with which model. */
export const EngineView = z
  .object({
    engine: z.string().meta({ description: 'openvino, or mock.' }),
    model: z.string(),
    device: z.string().optional(),
    precision: z.string().optional().meta({ description: 'Of the weights, for instance int8.' }),
    engine_version: z.string().optional(),
    fallback: ModelFallback.optional().meta({
      description: 'There while this model stands in for the one that should be used.',
    }),
  })
  .meta({ id: 'Engine' });
export type EngineView = z.infer<typeof EngineView>;

/** What answers in chats. */
const LlmWorkerView = DependencyHealth.extend({
  ...EngineView.partial().shape,
  running: z.int().nonnegative().optional().meta({ description: 'Answers being written.' }),
  waiting: z.int().nonnegative().optional().meta({ description: 'Requests in its waiting room.' }),
});

/** The answer of `GET /health`. */
export const HealthView = z
  .object({
    status: z
      .enum(['ok', 'degraded', 'down'])
      .meta({ description: 'degraded: chat answers, but something else does not work.' }),
    version: z.string(),
    mocks: z.boolean().meta({ description: 'True when mock engines answer and draw.' }),
    models_cached: z
      .boolean()
      .meta({ description: 'True when the models that should be used lie on this machine.' }),
    uptime_s: z.int().nonnegative(),
    dependencies: z.object({
      database: DependencyHealth,
      redis: DependencyHealth,
      storage: DependencyHealth,
      llm_worker: LlmWorkerView.extend({
        workers: z
          .array(LlmWorkerView)
          .optional()
          .meta({ description: 'Each of them where there are several; the best stands above.' }),
      }),
      image_queue: DependencyHealth.extend({
        consumed: z
          .boolean()
          .meta({ description: 'False when jobs wait and no worker takes them.' }),
        workers: z.int().nonnegative(),
        engines: z.array(EngineView).meta({ description: 'What the workers draw with.' }),
        waiting: z.int().nonnegative().meta({ description: 'Accepted and not yet taken.' }),
        active: z.int().nonnegative(),
      }),
    }),
  })
  .meta({ id: 'Health' });
export type HealthView = z.infer<typeof HealthView>;

/** The answer of `GET /health/live` and `GET /health/ready`. */
export const ProbeView = z
  .object({
    status: z.enum(['ok', 'down']),
    waiting_for: z.array(z.string()).optional(),
  })
  .meta({ id: 'Probe' });
export type ProbeView = z.infer<typeof ProbeView>;
