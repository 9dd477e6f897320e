import { createHash, randomInt } from 'node:crypto';
import type { Readable } from 'node:stream';
import {
  ChatTurnRequest,
  type ChatEvent,
  type ChatReply,
  type ReasoningMode,
} from '@atelier/contracts';
import type { RunningTurn, Stores } from '@atelier/database';
import { AppError } from '@atelier/errors';
import type { Logger } from '@atelier/logging';
import type { CancelWatch, Cancels, ReplayLog } from '@atelier/queue';
import { v7 as uuidv7 } from 'uuid';
import { refuseContent } from '../moderation/moderator.js';
import { createAskModel } from './answer/ask-model.js';
import type { Sampling } from './answer/to-text-request.js';
import { findConversation } from './turn/find-conversation.js';
import type { FollowOptions } from './turn/follow-turn.js';
import type { TakeTurnOptions } from './turn/take-turn.js';
import { createTurnKeeper, turnLeaseMs } from './turn/turn-keeper.js';
import { openTurnStream } from './turn/turn-stream.js';
import type { Turn } from './turn/turn.js';

export interface ChatServiceOptions extends Omit<TakeTurnOptions, 'askModel'> {
  readonly eventLog: ReplayLog<ChatEvent>;
  readonly cancels: Pick<Cancels, 'cancel'>;
  readonly cancelWatch: Pick<CancelWatch, 'watch'>;
  readonly maxNewTokens: number;
  /** Tokens that a model may think for; no limit without it. */
  readonly reasoningMaxTokens?: number;
  /** Where a request does not say. */
  readonly reasoning: ReasoningMode;
  /** How the active chat model chooses its words; the contract's without it. */
  readonly sampling?: () => Sampling;
  /** Called with each turn that was committed. */
  readonly onTaken: (turn: Turn, reply: ChatReply) => void;
  readonly log: Logger;
  readonly leaseMs?: number;
}

/** A message to answer. */
export interface Incoming {
  readonly ownerId: string;
  readonly body: ChatTurnRequest;
  readonly requestId: string;
  /** The span that it belongs to, where requests are traced. */
  readonly traceparent?: string | undefined;
  readonly log: Logger;
}

export interface ChatService {
  /**
   * Answers a message. A caller that leaves does not stop the turn.
   *
   * @param remember stores the reply in the transaction that stores the turn.
   * @throws AppError `NOT_FOUND` (conversation), `CONTENT_REFUSED`, `CONTEXT_TOO_LONG`,
   *   `DEADLINE_EXCEEDED`, `SHUTTING_DOWN`, `ENGINE_*`, `LLM_UNAVAILABLE`, `DATABASE_UNAVAILABLE`,
   *   `STORAGE_FULL`.
   */
  takeTurn(
    incoming: Incoming,
    remember?: (stores: Stores, reply: ChatReply) => Promise<void>,
  ): Promise<ChatReply>;
  /**
   * Accepts a message, which is answered whatever happens to this process, and gives the id of its
   * turn. The same key gives the same turn.
   *
   * @throws AppError `NOT_FOUND` (conversation), `CONTENT_REFUSED`, `IDEMPOTENCY_MISMATCH`,
   *   `DATABASE_UNAVAILABLE`, `STORAGE_FULL`.
   */
  acceptTurn(incoming: Incoming, key?: string): Promise<string>;
  /**
   * The events of an accepted turn, after event number `after`.
   *
   * @throws AppError `NOT_FOUND`
   */
  events(
    place: { readonly ownerId: string; readonly id: string; readonly after: number },
    signal: AbortSignal,
  ): Promise<Readable>;
  /**
   * Ends a turn; what was written so far is kept.
   *
   * @throws AppError `NOT_FOUND`, `QUEUE_UNAVAILABLE`
   */
  cancelTurn(ownerId: string, id: string): Promise<void>;
  readonly follow: FollowOptions;
  /** Running turns are left to other gateways, or end with `SHUTTING_DOWN`; streams end. */
  abort(): void;
  stop(): Promise<void>;
}

/** Seeds of answers are below this. */
const seedLimit = 2 ** 31;

export function createChatService(options: ChatServiceOptions): ChatService {
  const { database, moderator, eventLog } = options;
  const askModel = createAskModel({
    llm: options.llm,
    maxNewTokens: options.maxNewTokens,
    reasoningMaxTokens: options.reasoningMaxTokens ?? 0,
    sampling: options.sampling ?? (() => ({})),
  });
  const keeper = createTurnKeeper({
    ...options,
    askModel,
    cancels: options.cancelWatch,
    toTurn: (running, log) => toTurn(running, log),
  });
  const streams = new Set<AbortController>();
  const follow: FollowOptions = { turns: database.turns, eventLog, findLive: keeper.find };

  const toTurn = (running: RunningTurn, log: Logger, traceparent?: string): Turn => {
    const { id, ownerId, conversationId, requestId, request: body, seed, attempts } = running;
    return {
      ...{ id, ownerId, conversationId, requestId, traceparent, body, seed, log },
      reasoning: body.reasoning ?? options.reasoning,
      acceptedAt: running.createdAt.getTime(),
      remember: (stores, reply) =>
        stores.turns.finish(
          { id, attempts },
          reply.finish_reason === 'cancelled' ? 'cancelled' : 'done',
        ),
    };
  };
  const begin = async ({ ownerId, body, requestId, log }: Incoming, id: string) => {
    await refuseContent(moderator, { text: body.message, kind: 'message' }, log);
    const conversationId = await findConversation(database.conversations, { id, ownerId, body });
    const seed = body.settings?.seed ?? randomInt(seedLimit);
    return { id, ownerId, conversationId, requestId, request: body, seed };
  };

  return {
    async takeTurn(incoming, remember = () => Promise.resolve()) {
      const { request, ...running } = await begin(incoming, uuidv7());
      const turn: Turn = {
        ...running,
        body: request,
        reasoning: request.reasoning ?? options.reasoning,
        log: incoming.log,
        traceparent: incoming.traceparent,
        acceptedAt: Date.now(),
        remember,
      };
      return await keeper.run(turn).reply;
    },
    async acceptTurn(incoming, key) {
      const id = key === undefined ? uuidv7() : toTurnId(incoming.ownerId, key);
      const known = key === undefined ? undefined : await database.turns.find(incoming.ownerId, id);
      if (known) {
        if (isSame(known.request, incoming.body)) return id;
        const says = 'This Idempotency-Key was used with another body. Use a new one.';
        throw new AppError('IDEMPOTENCY_MISMATCH', says);
      }
      const running = await begin(incoming, id);
      if (!(await database.turns.accept(running, options.leaseMs ?? turnLeaseMs))) return id;
      const accepted = { ...running, attempts: 1, createdAt: new Date() };
      const turn = toTurn(accepted, incoming.log, incoming.traceparent);
      keeper.runAccepted(turn, 1);
      return id;
    },
    async events(place, signal) {
      const stop = new AbortController();
      const leave = () => {
        stop.abort();
      };
      signal.addEventListener('abort', leave, { once: true });
      if (signal.aborted) stop.abort();
      const stream = await openTurnStream(place, follow, stop.signal);
      streams.add(stop);
      stream.once('close', () => {
        streams.delete(stop);
        signal.removeEventListener('abort', leave);
      });
      return stream;
    },
    async cancelTurn(ownerId, id) {
      const turn = await database.turns.find(ownerId, id);
      if (!turn) throw new AppError('NOT_FOUND', 'There is no such turn, or it is too long ago.');
      if (turn.status === 'running') await options.cancels.cancel(id);
    },
    follow,
    abort() {
      keeper.abort();
      for (const stream of streams) stream.abort();
    },
    stop: keeper.stop,
  };
}

/** The same turn for the same key of the same owner: a UUID of version 8, made of their hash. */
function toTurnId(ownerId: string, key: string): string {
  const hex = createHash('sha256').update(`${ownerId}\n${key}`).digest('hex');
  const [a, b, c, d, e] = [
    [0, 8],
    [8, 12],
    [13, 16],
    [17, 20],
    [20, 32],
  ].map(([from, to]) => hex.slice(from, to));
  return `${a}-${b}-8${c}-8${d}-${e}`;
}

function isSame(one: ChatTurnRequest, other: ChatTurnRequest): boolean {
  const canonical = (request: ChatTurnRequest) => JSON.stringify(ChatTurnRequest.parse(request));
  return canonical(one) === canonical(other);
}
