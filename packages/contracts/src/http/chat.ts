import { z } from 'zod';
import { text } from '../text.js';

/** The body of `POST /chat`. */
export const ChatRequest = z
  .strictObject({
    user_id: text(1, 128).meta({ description: 'Your own name for who is speaking.' }),
    message: text(1, 16_000).meta({ description: 'What they say.' }),
    conversation_id: z
      .uuid()
      .optional()
      .meta({ description: 'Continue this conversation; left out, the latest of this user_id.' }),
  })
  .meta({ id: 'ChatRequest' });
export type ChatRequest = z.infer<typeof ChatRequest>;

/** Something that was changed or left out, in words. */
export const Warning = z.object({ code: z.string(), message: z.string() }).meta({ id: 'Warning' });
export type Warning = z.infer<typeof Warning>;

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
    warnings: z.array(Warning),
  })
  .meta({ id: 'ChatReply' });
export type ChatReply = z.infer<typeof ChatReply>;
