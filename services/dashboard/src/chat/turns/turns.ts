import type { Client } from '@atelier/client';
import { toAppError } from '@atelier/errors';
import { isRunning, newTurn, withEvent, type LiveTurn, type TurnFailure } from './live-turn.js';
import type { TurnRecord, TurnRecords } from './turn-records.js';

export interface TurnsDeps {
  readonly client: Pick<Client, 'turnEvents' | 'cancelTurn'>;
  readonly records: TurnRecords;
  readonly newKey: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A turn came to its end, and its conversation has what it said. */
  readonly ended: (turn: LiveTurn) => void;
  /** Gathers what changes at once, so that not every token draws the page. */
  readonly gather: (tell: () => void) => void;
}

/** Messages that are being answered, in this tab or another. */
export interface Turns {
  /** Those of a conversation; of none, those that begin one. Oldest first. */
  readonly of: (conversationId: string | undefined) => readonly LiveTurn[];
  readonly find: (key: string) => LiveTurn | undefined;
  readonly subscribe: (listener: () => void) => () => void;
  /** Sends a message, and gives the key of its turn. */
  readonly send: (message: string, conversationId: string | undefined) => string;
  readonly stop: (key: string) => void;
  readonly retry: (key: string) => void;
  readonly dismiss: (key: string) => void;
  /** Takes up what was left running; again, when another tab has changed it. */
  readonly resume: () => void;
  /** Leaves the streams; the turns themselves go on. */
  readonly leave: () => void;
}

const none: readonly LiveTurn[] = [];

export function createTurns(deps: TurnsDeps): Turns {
  const { client, records, newKey, now, ended, gather } = deps;
  const all = new Map<string, LiveTurn>();
  const streams = new Map<string, AbortController>();
  const listeners = new Set<() => void>();
  let lists = new Map<string | undefined, readonly LiveTurn[]>();
  let isTold = true;

  const tell = () => {
    if (!isTold) return;
    isTold = false;
    gather(() => {
      isTold = true;
      lists = new Map();
      for (const listener of listeners) listener();
    });
  };
  const set = (turn: LiveTurn) => {
    all.set(turn.key, turn);
    tell();
  };
  const drop = (key: string) => {
    streams.get(key)?.abort();
    streams.delete(key);
    all.delete(key);
    records.remove(key);
    tell();
  };
  const keep = ({ key, message, conversationId, id, sentAt, failure }: LiveTurn) => {
    records.put({ key, message, conversationId, id, sentAt, failure });
  };
  const fail = (key: string, failure: TurnFailure) => {
    const turn = all.get(key);
    if (!turn) return;
    const failed: LiveTurn = { ...turn, state: 'failed', failure };
    set(failed);
    keep(failed);
  };

  const follow = async (key: string) => {
    const turn = all.get(key);
    if (!turn || streams.has(key)) return;
    const stream = new AbortController();
    streams.set(key, stream);
    const isMine = () => streams.get(key) === stream;
    const wish =
      turn.id === undefined
        ? { body: toBody(turn), idempotencyKey: key }
        : { id: turn.id, after: 0 };
    try {
      for await (const { event } of client.turnEvents(wish, { signal: stream.signal })) {
        const before = all.get(key);
        if (!isMine() || !before) return;
        const after = withEvent(before, event);
        set(after);
        if (event.type === 'message-start') {
          keep(after);
          if (after.state === 'stopping') void cancel(after);
        }
        if (event.type === 'error') keep(after);
        if (event.type === 'finish') records.remove(key);
        if (!isRunning(after)) ended(after);
      }
    } catch (error) {
      if (!isMine()) return;
      const { code, message, retryable } = toAppError(error);
      // Its end was told long ago, and is stored.
      if (code === 'NOT_FOUND' && turn.id !== undefined) {
        const last = all.get(key) ?? turn;
        drop(key);
        ended(last);
        return;
      }
      fail(key, { code, message, retryable });
    } finally {
      if (isMine()) streams.delete(key);
    }
  };
  const begin = (turn: LiveTurn) => {
    set(turn);
    keep(turn);
    void follow(turn.key);
  };
  const cancel = async ({ key, id }: LiveTurn) => {
    if (id === undefined) return;
    try {
      await client.cancelTurn(id);
    } catch {
      const turn = all.get(key);
      if (turn?.state === 'stopping') set({ ...turn, state: 'running' });
    }
  };

  return {
    of(conversationId) {
      const known = lists.get(conversationId);
      if (known) return known;
      const found = [...all.values()].filter((turn) => turn.conversationId === conversationId);
      const list = found.length === 0 ? none : found.sort((a, b) => a.sentAt - b.sentAt);
      lists.set(conversationId, list);
      return list;
    },
    find: (key) => all.get(key),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    send(message, conversationId) {
      const key = newKey();
      begin(newTurn({ key, message, conversationId, sentAt: now() }));
      return key;
    },
    stop(key) {
      const turn = all.get(key);
      if (turn?.state !== 'running') return;
      const stopping: LiveTurn = { ...turn, state: 'stopping' };
      set(stopping);
      void cancel(stopping);
    },
    retry(key) {
      const turn = all.get(key);
      if (turn?.state !== 'failed') return;
      const { message, failure } = turn;
      const known = failure?.code !== 'NOT_FOUND';
      const conversationId = known ? turn.conversationId : undefined;
      const id = known && isConnectionFailure(failure) ? turn.id : undefined;
      // The server may have the message already: under the same key it answers it once.
      const again = isConnectionFailure(failure) ? key : newKey();
      drop(key);
      begin(newTurn({ key: again, message, conversationId, id, sentAt: turn.sentAt }));
    },
    dismiss: drop,
    resume() {
      const listed = records.list();
      for (const record of listed) {
        const known = all.get(record.key);
        if (known && (streams.has(record.key) || known.state !== 'running')) continue;
        all.set(record.key, known ?? toTurn(record));
        if (record.failure === undefined) void follow(record.key);
      }
      tell();
    },
    leave() {
      for (const stream of streams.values()) stream.abort();
      streams.clear();
    },
  };
}

function toBody({ message, conversationId = 'new' }: LiveTurn) {
  return { user_id: 'me', message, conversation_id: conversationId };
}

function toTurn({ key, message, conversationId, id, sentAt, failure }: TurnRecord): LiveTurn {
  return newTurn({ key, message, conversationId, id, sentAt, failure });
}

/** It says nothing about the turn, which may well go on. */
function isConnectionFailure(failure: TurnFailure | undefined): boolean {
  return failure?.code === 'SERVER_UNREACHABLE' || failure?.code === 'DEADLINE_EXCEEDED';
}
