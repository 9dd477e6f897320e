import { z } from 'zod';
import { TokenUsage } from '../generation/text.js';
import { ChatTimings } from '../http/chat.js';

/**
 * What happens in a turn, in order. The text of the answer is the `text-delta`s since the last
 * `text-replaced`, joined; a turn ends with exactly one `finish` or `error`.
 */
export const ChatEvent = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('message-start'),
      message_id: z.uuid(),
      conversation_id: z.uuid(),
    }),
    z.object({
      type: z.literal('waiting'),
      /** Turns that are served before this one. */
      place: z.int().positive(),
      /** About how long that takes, in milliseconds. */
      estimate_ms: z.int().nonnegative().optional(),
    }),
    z.object({ type: z.literal('reasoning-delta'), text: z.string() }),
    z.object({ type: z.literal('text-delta'), text: z.string() }),
    /** The text so far is void, and this stands in its place. */
    z.object({ type: z.literal('text-replaced'), text: z.string() }),
    z.object({
      type: z.literal('image-job'),
      image_job_id: z.uuid(),
      prompt: z.string(),
      count: z.int().positive(),
    }),
    z.object({ type: z.literal('warning'), code: z.string(), message: z.string() }),
    z.object({
      type: z.literal('error'),
      code: z.string(),
      message: z.string(),
      retryable: z.boolean(),
    }),
    z.object({
      type: z.literal('finish'),
      reason: z.enum(['stop', 'length', 'cancelled']),
      model: z.string(),
      /** Absent where the model was not heard to the end. */
      usage: TokenUsage.optional(),
      timings: ChatTimings,
    }),
  ])
  .meta({ id: 'ChatEvent' });
export type ChatEvent = z.infer<typeof ChatEvent>;
