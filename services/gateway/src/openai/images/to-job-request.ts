import { ImageJobRequest, type OpenAiImageRequest, type Warning } from '@atelier/contracts';
import { parseInput } from '../../http/parse-input.js';

/** What a picture starts from, in base64. */
export interface Source {
  readonly kind: 'edit' | 'inpaint';
  readonly image: string;
  readonly mask?: string;
  readonly strength?: number;
}

/**
 * The picture job that a body of OpenAI's asks for.
 *
 * @throws AppError `INVALID_INPUT`, with our names of the fields.
 */
export function toJobRequest(body: OpenAiImageRequest, source?: Source): ImageJobRequest {
  const { prompt, seed, steps, cfg_scale, scheduler, negative_prompt } = body;
  return parseInput(ImageJobRequest, {
    ...source,
    ...{ prompt, seed, steps, cfg_scale, scheduler, negative_prompt },
    ...sizeOf(body.size),
    count: body.n ?? 1,
    format: body.output_format ?? 'png',
    ...(typeof body.user === 'string' && { user_id: body.user }),
  });
}

function sizeOf(size: OpenAiImageRequest['size']) {
  if (typeof size !== 'string' || size === 'auto') return {};
  const [width, height] = size.split('x').map(Number);
  return { width, height };
}

/** Values that ask for nothing special. */
const usual = [undefined, null, 'auto', 'standard', 'opaque', 'png', 100];

/** What is asked for and has no effect here. */
export function warningsOf(body: OpenAiImageRequest & { input_fidelity?: unknown }): Warning[] {
  const { background, quality, style, output_compression, input_fidelity } = body;
  const settings = { background, quality, style, output_compression, input_fidelity };
  return Object.entries(settings)
    .filter(([, value]) => !(usual as readonly unknown[]).includes(value))
    .map(([name]) => ({ code: 'SETTING_IGNORED', message: `${name} has no effect here.` }));
}
