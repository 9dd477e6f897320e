import type { Handlers } from '../../http/handlers.js';
import type { AcceptImageJob } from './accept-image-job.js';
import type { RedrawImage } from './redraw-image.js';

/** The addresses that make new picture jobs. */
export function acceptHandlers({
  accept,
  redraw,
}: {
  readonly accept: AcceptImageJob;
  readonly redraw: RedrawImage;
}): Pick<Handlers, 'createImageJob' | 'redrawImage'> {
  return {
    async createImageJob({ principal: { ownerId }, body, requestId, traceparent, ...of }) {
      const { log, signal, idempotency } = of;
      const call = { ownerId, requestId, traceparent, log, signal, idempotency };
      const { job, reused } = await accept(call, body);
      return { json: job, ...(reused && { status: 200 }) };
    },
    async redrawImage({ principal: { ownerId }, params, requestId, traceparent, ...of }) {
      const { log, signal, idempotency } = of;
      const call = { ownerId, requestId, traceparent, log, signal, idempotency };
      return { json: await redraw(call, params.id) };
    },
  };
}
