import { z } from 'zod';
import { TokenUsage } from '../generation/text.js';
import { text } from '../text.js';

/** The body of `POST /chat`. */
export const ChatRequest = z
  .strictObject({
    user_id: text(1, 128).meta({ description: 'Your own name for who is speaking.' }),
    message: text(1, 16_000).meta({ description: 'What they say.' }),
    conversation_id: z
      .union([z.uuid(), z.literal('new')])
      .optional()
      .meta({
        description:
          'Continue this conversation, or begin a new one; left out, the latest of this user_id.',
      }),
  })
  .meta({ id: 'ChatRequest' });
export type ChatRequest = z.infer<typeof ChatRequest>;

/** How an answer is written; what is left out follows the model. */
export const GenerationSettings = z
  .strictObject({
    max_tokens: z
      .int()
      .min(1)
      .max(32_768)
      .meta({ description: 'Tokens of the answer, at most; MAX_NEW_TOKENS bounds it.' }),
    temperature: z.number().min(0).max(2).meta({ description: '0 is the likeliest answer.' }),
    top_p: z.number().gt(0).max(1),
    top_k: z.int().min(0).max(1_000).meta({ description: '0 keeps every token.' }),
    repetition_penalty: z.number().gt(0).max(2),
    seed: z
      .int()
      .min(0)
      .max(0x7fff_ffff)
      .meta({ description: 'The same seed and words give the same answer, where the engine can.' }),
  })
  .partial()
  .meta({ id: 'GenerationSettings' });
export type GenerationSettings = z.infer<typeof GenerationSettings>;

/** What becomes of a model's reasoning: shown apart, thrown away, or not even begun. */
export const ReasoningMode = z.enum(['show', 'hide', 'off']);
export type ReasoningMode = z.infer<typeof ReasoningMode>;

/** The body of `POST /api/v1/chat`. */
export const ChatTurnRequest = z
  .strictObject({
    ...ChatRequest.shape,
    user_id: ChatRequest.shape.user_id.default('me'),
    settings: GenerationSettings.optional(),
    reasoning: ReasoningMode.optional().meta({ description: 'REASONING decides without it.' }),
  })
  .meta({ id: 'ChatTurnRequest' });
export type ChatTurnRequest = z.output<typeof ChatTurnRequest>;
/** As clients may send it. */
export type ChatTurnInput = z.input<typeof ChatTurnRequest>;

/** Something that was changed or left out, in words. */
export const Warning = z.object({ code: z.string(), message: z.string() }).meta({ id: 'Warning' });
export type Warning = z.infer<typeof Warning>;

/** Where the time of a turn went, in milliseconds since it was accepted. */
export const ChatTimings = z.object({
  /** Until the model's first token, reasoning included; absent where it wrote none. */
  first_token_ms: z.int().nonnegative().optional(),
  total_ms: z.int().nonnegative(),
});
export type ChatTimings = z.infer<typeof ChatTimings>;

/** The answer of `POST /chat`. */
export const ChatReply = z
  .object({
    assistant_response: z.string(),
    image_job_id: z
      .uuid()
      .optional()
      .meta({ description: 'Poll /api/v1/image-jobs/{id} for the picture.' }),
    image_urls: z
      .array(z.string())
      .meta({ description: 'Pictures that are ready now. New ones come by image_job_id.' }),
    conversation_id: z.uuid(),
    message_id: z.uuid(),
    model: z.string(),
    reasoning: z.string().optional().meta({ description: 'What the model thought before.' }),
    warnings: z.array(Warning),
    finish_reason: z
      .enum(['stop', 'length', 'cancelled'])
      .optional()
      .meta({ description: 'length: cut at the token limit.' }),
    usage: TokenUsage.optional(),
    timings: ChatTimings.optional(),
  })
  .meta({ id: 'ChatReply' });
export type ChatReply = z.infer<typeof ChatReply>;
