import { z } from 'zod';
import { ChatMessage, TextRequest } from '../generation/text.js';
import { ImageSettings, imageLimits } from '../generation/image.js';
import { RuntimeLoad } from './load.js';

/** Names a request on one runtime process. */
const id = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
const strength = z.number().gt(0).max(1);
const side = z.int().min(1).max(imageLimits.maxSize);

/** Bytes travel as msgpack's `bin`. */
export const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** Rows from the top, 8 bits a channel: RGB for a picture, one channel for a mask. */
export const RuntimePixels = z.strictObject({ width: side, height: side, pixels: Bytes });

/** What a drawing starts from. White parts of a mask are drawn anew. */
export const RuntimeImageSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text-to-image') }),
  z.strictObject({ kind: z.literal('image-to-image'), image: RuntimePixels, strength }),
  z.strictObject({
    kind: z.literal('inpaint'),
    image: RuntimePixels,
    mask: RuntimePixels,
    strength,
  }),
]);

/** A runtime knows of no functions: its driver puts them in words, or does without. */
const RuntimeMessage = ChatMessage.omit({ toolCalls: true, toolCallId: true }).extend({
  role: ChatMessage.shape.role.exclude(['tool']),
});
const RuntimeTextRequest = TextRequest.omit({ tools: true }).extend({
  messages: z.array(RuntimeMessage).min(1).max(1_000),
});
export type RuntimeTextRequest = z.output<typeof RuntimeTextRequest>;

/** What a driver says to its runtime process. `load` comes first and once. */
export const RuntimeCommand = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('load'), protocol: z.int(), model: RuntimeLoad }),
  z.strictObject({ type: z.literal('generate'), id, request: RuntimeTextRequest }),
  z.strictObject({
    type: z.literal('draw'),
    id,
    /** One picture: `seed` is that of the picture itself. */
    settings: ImageSettings.omit({ count: true }),
    source: RuntimeImageSource,
    /** Whether steps carry small pictures. */
    previews: z.boolean(),
  }),
  z.strictObject({ type: z.literal('cancel'), id }),
]);
export type RuntimeCommand = z.output<typeof RuntimeCommand>;
