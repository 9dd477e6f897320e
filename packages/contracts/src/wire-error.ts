import { z } from 'zod';

/** How an error travels between Atelier's processes; see `toWireError` in `@atelier/errors`. */
export const WireErrorShape = z.object({
  code: z.string().max(64),
  message: z.string().max(2_000),
  retryable: z.boolean(),
  fields: z
    .array(z.object({ field: z.string(), problem: z.string() }))
    .readonly()
    .optional(),
  retryAfterMs: z.number().nonnegative().optional(),
});
