import { z } from 'zod';

/** The content type of every error. */
export const problemContentType = 'application/problem+json';

/** An error answer, after RFC 9457. */
export const Problem = z
  .object({
    type: z.string().meta({ description: 'Names the kind of problem; stable.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'A sentence that says what to do.' }),
    code: z.string().meta({ description: 'Stable code, for instance INVALID_INPUT.' }),
    request_id: z.string(),
    errors: z
      .array(z.object({ field: z.string(), problem: z.string() }))
      .optional()
      .meta({ description: 'Fields at fault, by JSON pointer.' }),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;
