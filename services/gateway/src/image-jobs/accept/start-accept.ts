import { createPictureDecoder } from '../../uploads/picture-decoder.js';
import type { DecoderLaunch } from '../../uploads/decoder-child.js';
import { createAcceptImageJob, type AcceptImageJob } from './accept-image-job.js';
import type { AcceptOptions } from './accept-options.js';
import { createRedrawImage, type RedrawImage } from './redraw-image.js';
import type { Logger } from '@atelier/logging';

export interface StartAcceptOptions extends Omit<AcceptOptions, 'decoder'> {
  readonly log: Logger;
  /** How the picture decoder is started; left out, as it is built. */
  readonly decoder?: DecoderLaunch | undefined;
}

/** Takes in requests for pictures, with a decoder that is started by the first upload. */
export function startAccept({ log, decoder: launch, ...options }: StartAcceptOptions): {
  readonly accept: AcceptImageJob;
  readonly redraw: RedrawImage;
  readonly close: () => void;
} {
  const decoder = createPictureDecoder({ log, ...(launch && { launch }) });
  const all = { ...options, decoder };
  return {
    accept: createAcceptImageJob(all),
    redraw: createRedrawImage(all),
    close: decoder.close,
  };
}
