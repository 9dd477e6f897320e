import { z } from 'zod';

/** One part that the gateway leans on. */
export const DependencyHealth = z
  .object({
    status: z.enum(['ok', 'down']),
    message: z.string().optional(),
  })
  .meta({ id: 'DependencyHealth' });
export type DependencyHealth = z.infer<typeof DependencyHealth>;

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
      .meta({ description: 'True when all that the engines need lies on this machine.' }),
    uptime_s: z.int().nonnegative(),
    dependencies: z.object({
      database: DependencyHealth,
      redis: DependencyHealth,
      storage: DependencyHealth,
      llm_worker: DependencyHealth.extend({
        engine: z.string().optional(),
        model: z.string().optional(),
        running: z.int().optional(),
        waiting: z.int().optional(),
      }),
      image_queue: DependencyHealth.extend({
        consumed: z
          .boolean()
          .meta({ description: 'False when jobs wait and no worker takes them.' }),
        workers: z.int().nonnegative(),
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
