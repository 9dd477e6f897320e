import { z } from 'zod';
import { ChatTurnRequest } from '../http/chat.js';
import { ImageJobView } from '../http/image-job.js';
import { Problem } from '../http/problem.js';
import { clientKeyPattern } from '../http/headers.js';
import { ChatEvent } from './chat.js';

/** Where WebSockets are opened. */
export const socketPath = '/api/v1/ws';
/** The subprotocol; a browser adds `key.` and its API key as a second one. */
export const socketProtocol = 'atelier.v1';

/** Chosen by the client, and repeated in what is answered to it. */
const ref = z.string().regex(clientKeyPattern).meta({ description: 'Names this request.' });

/** What a client says on a WebSocket. */
export const SocketCommand = z.discriminatedUnion('type', [
  /** Takes a turn and follows it. The same key gives the same turn. */
  z.strictObject({
    type: z.literal('say'),
    ref,
    body: ChatTurnRequest,
    key: z.string().regex(clientKeyPattern).optional(),
  }),
  /** Follows a turn after the event of this number. */
  z.strictObject({
    type: z.literal('follow'),
    ref,
    message_id: z.uuid(),
    after: z.int().nonnegative().default(0),
  }),
  z.strictObject({ type: z.literal('cancel'), ref, message_id: z.uuid() }),
  /** Follows a picture job to its end. */
  z.strictObject({ type: z.literal('follow-job'), ref, image_job_id: z.uuid() }),
  /** Ends what was begun by this request; a turn itself goes on. */
  z.strictObject({ type: z.literal('leave'), ref }),
]);
export type SocketCommand = z.output<typeof SocketCommand>;

/** What the gateway says on a WebSocket. */
export const SocketMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('turn'), ref, message_id: z.uuid(), id: z.int(), event: ChatEvent }),
  z.object({ type: z.literal('job'), ref, job: ImageJobView }),
  /** Nothing more comes for this request. */
  z.object({ type: z.literal('done'), ref }),
  /** The request failed; without `ref`, what was sent could not be read. */
  z.object({ type: z.literal('problem'), ref: ref.optional(), problem: Problem }),
]);
export type SocketMessage = z.infer<typeof SocketMessage>;
