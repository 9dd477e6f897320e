import { z } from 'zod';
import { imageLimits } from '../generation/image.js';
import { TokenUsage } from '../generation/text.js';
import { text } from '../text.js';
import { Warning } from './chat.js';
import type { Endpoint } from './endpoint.js';

/** The body of `POST /api/v1/prompts/enhance`. */
export const EnhanceRequest = z
  .strictObject({
    prompt: text(1, imageLimits.maxPromptLength)
      .refine((value) => value.trim() !== '', 'must not be blank')
      .meta({ description: 'What the picture shows.' }),
    system_message: text(1, 4_000)
      .optional()
      .meta({ description: 'How to write it; left out, Atelier has its own words for that.' }),
    max_tokens: z
      .int()
      .min(16)
      .max(1_024)
      .optional()
      .meta({ description: 'Tokens of the new prompt, at most; MAX_NEW_TOKENS bounds it.' }),
  })
  .meta({ id: 'EnhanceRequest' });
export type EnhanceRequest = z.infer<typeof EnhanceRequest>;

/** A fuller prompt for a picture. */
export const EnhanceReply = z
  .object({
    prompt: z.string(),
    model: z.string().meta({ description: 'Who wrote it; template where no model did.' }),
    warnings: z.array(Warning),
    usage: TokenUsage.optional(),
  })
  .meta({ id: 'EnhanceReply' });
export type EnhanceReply = z.infer<typeof EnhanceReply>;

export const promptEndpoints = {
  enhancePrompt: {
    method: 'post',
    path: '/api/v1/prompts/enhance',
    summary: 'Let the local model write a fuller prompt for a picture.',
    tag: 'pictures',
    body: EnhanceRequest,
    reply: EnhanceReply,
    events: {
      contentType: 'text/event-stream',
      description:
        'Server-sent events with a ChatEvent each: text-delta, text-replaced, warning, and finish or error at the end.',
    },
    status: 200,
    errors: [422, 503],
  },
} as const satisfies Record<string, Endpoint>;
