import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { ChatEvent, ImageJobView, SocketMessage } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { createLogger } from '@atelier/logging';
import { waitFor } from '@atelier/testkit';
import { createFollowImageJob } from '../image-jobs/follow-image-job.js';
import { createJobWatch } from '../image-jobs/job-watch.js';
import { createSession, type SessionOptions } from './session.js';

const id = '0199a1b2-0000-7000-8000-000000000001';
const events: ChatEvent[] = [
  { type: 'message-start', message_id: id, conversation_id: id },
  { type: 'text-delta', text: 'Yes.' },
  { type: 'finish', reason: 'stop', model: 'm', timings: { total_ms: 1 } },
];
const job = (status: ImageJobView['status']) => ({ id, status }) as ImageJobView;

/** A session over turns that are all told, and a job that goes through these states. */
function session(states: ImageJobView['status'][] = [], overrides: Partial<SessionOptions> = {}) {
  const said: SocketMessage[] = [];
  const cancelled: string[] = [];
  const watch = createJobWatch();
  let isAllowed = true;
  const numbered = events.map((event, at) => ({ id: at + 1, event }));
  const turn = { status: 'done', conversationId: id, createdAt: new Date() } as never;
  const made = createSession({
    ownerId: 'owner',
    requestId: 'r1',
    chat: {
      acceptTurn: () => Promise.resolve(id),
      cancelTurn: (_owner, turnId) => Promise.resolve(void cancelled.push(turnId)),
      follow: {
        turns: { find: () => Promise.resolve(turn), answer: () => Promise.resolve(undefined) },
        eventLog: {
          read: (_id, after) => Promise.resolve(numbered.filter((item) => item.id > after)),
          watch: () => () => undefined,
        },
        findLive: () => undefined,
      },
    },
    enter: (scope) =>
      isAllowed || scope === 'chat' ? Promise.resolve() : Promise.reject(new AppError('FORBIDDEN')),
    followJob: createFollowImageJob({
      read: () =>
        Promise.resolve(
          job(states.length > 1 ? (states.shift() ?? 'failed') : (states[0] ?? 'queued')),
        ),
      watch: watch.watch,
    }),
    send: (message) => Promise.resolve(void said.push(message)),
    log: createLogger({ service: 'test', stream: new PassThrough().resume() }),
    ...overrides,
  });
  const ask = (command: object) => {
    made.receive(JSON.stringify(command));
  };
  const forbid = () => (isAllowed = false);
  return { ...made, ask, said, cancelled, watch, forbid };
}
const isDone = (said: readonly SocketMessage[]) => said.some(({ type }) => type === 'done');

describe('a socket', () => {
  it('answers a message with the events of its turn', async () => {
    const { ask, said } = session();
    ask({ type: 'say', ref: 'a', body: { message: 'hello' } });
    await waitFor(() => isDone(said));
    expect(said.map((message) => (message.type === 'turn' ? message.event : message.type))).toEqual(
      [...events, 'done'],
    );
    expect(said[1]).toMatchObject({ ref: 'a', message_id: id, id: 2 });
  });

  it('goes on after the event that the client has', async () => {
    const { ask, said } = session();
    ask({ type: 'follow', ref: 'a', message_id: id, after: 2 });
    await waitFor(() => isDone(said));
    expect(said.map((message) => message.type === 'turn' && message.id)).toEqual([3, false]);
  });

  it('tells each state of a job once, up to its end', async () => {
    const { ask, said, watch } = session(['queued', 'queued', 'running', 'succeeded']);
    ask({ type: 'follow-job', ref: 'j', image_job_id: id });
    await waitFor(() => {
      watch.changed(id);
      return isDone(said);
    });
    const states = said.map((message) => message.type === 'job' && message.job.status);
    expect(states).toEqual(['queued', 'running', 'succeeded', false]);
  });

  it('shows jobs only to who may see pictures', async () => {
    const { ask, said, forbid } = session();
    forbid();
    ask({ type: 'follow-job', ref: 'j', image_job_id: id });
    await waitFor(() => said.length > 0);
    expect(said).toMatchObject([{ type: 'problem', ref: 'j', problem: { code: 'FORBIDDEN' } }]);
  });

  it('cancels, and leaves what it follows', async () => {
    const { ask, said, cancelled, close } = session(['queued']);
    ask({ type: 'cancel', ref: 'c', message_id: id });
    ask({ type: 'follow-job', ref: 'j', image_job_id: id });
    await waitFor(() => said.some(({ type }) => type === 'job'));
    ask({ type: 'leave', ref: 'j' });
    await waitFor(() => said.filter((message) => message.type === 'done').length === 3);
    expect(cancelled).toEqual([id]);
    close();
  });

  it.each([
    ['{', 'MALFORMED_JSON'],
    ['{"type":"dance","ref":"a"}', 'INVALID_INPUT'],
    ['{"type":"say","ref":"a","body":{"message":""}}', 'INVALID_INPUT'],
    ['null', 'INVALID_INPUT'],
  ])('says what is wrong with %s', async (text, code) => {
    const { receive, said } = session();
    receive(text);
    await waitFor(() => said.length > 0);
    expect(said).toMatchObject([{ type: 'problem', problem: { code } }]);
  });

  it('takes a ref once at a time, and not too many', async () => {
    const { ask, said, close } = session(['queued']);
    for (let at = 0; at <= 64; at += 1) {
      ask({ type: 'follow-job', ref: `j${at}`, image_job_id: id });
    }
    ask({ type: 'follow-job', ref: 'j0', image_job_id: id });
    await waitFor(() => said.filter(({ type }) => type === 'problem').length === 2);
    const codes = said.flatMap((message) =>
      message.type === 'problem' ? [message.problem.code] : [],
    );
    expect(codes).toEqual(['ENGINE_BUSY', 'INVALID_INPUT']);
    close();
  });
});
