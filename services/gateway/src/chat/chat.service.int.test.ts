import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChatMessage, ChatReply } from '@atelier/contracts';
import { createDatabase, migrateDatabase, type Database } from '@atelier/database';
import { AppError } from '@atelier/errors';
import { createLogger } from '@atelier/logging';
import { createTestDatabase, type TestDatabase } from '@atelier/testkit';
import { v7 as uuidv7 } from 'uuid';
import { createModerator } from '../moderation/moderator.js';
import { createChatService, type ChatService, type ChatServiceOptions } from './chat.service.js';
import type { LlmClient } from '../llm/llm-client.js';

const log = createLogger({ service: 'test', stream: new PassThrough().resume() });
const block = (fields: object) => `\n\`\`\`image_prompt\n${JSON.stringify(fields)}\n\`\`\``;

let testDatabase: TestDatabase;
let database: Database;
const services: ChatService[] = [];
// Nobody follows these turns.
const eventLog: ChatServiceOptions['eventLog'] = {
  append: () => Promise.resolve(),
  read: () => Promise.resolve([]),
  watch: () => () => undefined,
  close: () => Promise.resolve(),
};
let ownerId: string;
let otherId: string;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  await migrateDatabase(testDatabase.url, { timeoutMs: 30_000 });
  database = createDatabase({ url: testDatabase.url, onError: () => undefined });
  ownerId = await database.users.ensure({ id: uuidv7(), name: 'owner' });
  otherId = await database.users.ensure({ id: uuidv7(), name: 'other' });
});
afterAll(async () => {
  await Promise.all(services.map((chat) => chat.stop()));
  await database.close();
  await testDatabase.drop();
});

/** A model that says what it is told to, and remembers what it was asked. */
function scripted(
  script: string | Error | readonly (string | Error)[],
  asked: ChatMessage[][] = [],
): LlmClient {
  const answers = [script].flat();
  return {
    async *generate({ messages }, { signal }) {
      const answer = answers[asked.length] ?? answers.at(-1) ?? '';
      asked.push(messages);
      yield { type: 'start', info: { engine: 'mock', model: 'script', modelCached: true } };
      if (answer instanceof Error) throw answer;
      for (const text of answer) yield { type: 'text-delta', text };
      await Promise.resolve();
      signal.throwIfAborted();
      const usage = { promptTokens: 1, completionTokens: 1, cachedTokens: 0 };
      yield { type: 'finish', reason: 'stop', usage };
    },
    health: () => Promise.reject(new AppError('LLM_UNAVAILABLE')),
    close: () => Promise.resolve(),
  };
}

function service(llm: LlmClient, options: Partial<ChatServiceOptions> = {}) {
  const accepted: ChatReply[] = [];
  const chat = createChatService({
    database,
    llm,
    historyLimit: 2,
    maxNewTokens: 64,
    timeoutMs: 10_000,
    maxUnfinishedJobs: 100,
    moderator: createModerator({ MODERATION: 'basic' }),
    reasoning: 'show',
    eventLog,
    cancels: { cancel: () => Promise.resolve() },
    cancelWatch: { watch: () => () => undefined },
    onTaken: (_turn, reply) => {
      if (reply.image_job_id !== undefined) accepted.push(reply);
    },
    log,
    ...options,
  });
  services.push(chat);
  const say = (user: string, message: string, conversation?: string, owner = ownerId) =>
    chat.takeTurn({
      ownerId: owner,
      body: {
        user_id: user,
        message,
        ...(conversation !== undefined && { conversation_id: conversation }),
      },
      requestId: 'r1',
      log,
    });
  return { say, accepted, chat };
}

describe('a turn', () => {
  it('shows the model the last turns of this user_id, and no more than the limit', async () => {
    const asked: ChatMessage[][] = [];
    const { say } = service(scripted('Yes.', asked));
    for (const message of ['one', 'two', 'three', 'four']) await say('history', message);
    await say('somebody else', 'other');
    expect(asked[3]?.map(({ content }) => content).slice(1)).toEqual([
      'two',
      'Yes.',
      'three',
      'Yes.',
      'four',
    ]);
    expect(asked[4]?.map(({ content }) => content).slice(1)).toEqual(['other']);
  });

  it('commits a picture job with its outbox row, and hides the block', async () => {
    const answer = `Here it comes.${block({ prompt: 'a red cat', width: 500, seed: 3 })}`;
    const { say, accepted } = service(scripted(answer));
    const before = await database.outbox.size();
    const reply = await say('painter', 'draw');
    expect(reply).toMatchObject({ assistant_response: 'Here it comes.', image_urls: [] });
    expect(reply.warnings).toEqual([
      { code: 'IMAGE_SETTING_CHANGED', message: 'width 500 became 512.' },
    ]);
    const job = await database.imageJobs.find(ownerId, reply.image_job_id ?? '');
    expect(job).toMatchObject({
      status: 'queued',
      userLabel: 'painter',
      settings: { prompt: 'a red cat', width: 512, seed: 3 },
    });
    expect(await database.outbox.size()).toBe(before + 1);
    expect(accepted).toHaveLength(1);
  });

  it('draws a prompt again that lost what was asked for', async () => {
    const asked: ChatMessage[][] = [];
    const answers = ['red', 'green', 'blue', 'pink'].map((colour) =>
      block({ prompt: `a ${colour} boat by a pier` }),
    );
    const { say } = service(scripted(answers, asked));
    const reply = await say('again', 'draw a blue boat, seed 5');
    const job = await database.imageJobs.find(ownerId, reply.image_job_id ?? '');
    expect(job?.settings).toMatchObject({ prompt: 'a blue boat by a pier', seed: 5 });
    expect(asked).toHaveLength(3);
    expect(asked[2]).toEqual(asked[0]);
    expect(reply.warnings.map(({ code }) => code)).toEqual(['IMAGE_SETTING_MENDED']);
  });

  it('mends a prompt by the words of the message when asking again fails', async () => {
    const lost = scripted([block({ prompt: 'a hill' }), new AppError('ENGINE_BUSY')]);
    const reply = await service(lost).say('mends', 'draw a blue boat');
    const job = await database.imageJobs.find(ownerId, reply.image_job_id ?? '');
    expect(job?.settings.prompt).toBe('a blue boat');
    expect(job?.warnings.map(({ code }) => code)).toEqual(['IMAGE_PROMPT_MENDED']);
    expect(reply.assistant_response).toBe('I am drawing it.');
  });

  it('knows the picture that a change is of, and draws with the active model’s defaults', async () => {
    const asked: ChatMessage[][] = [];
    const answers = ['a red star', 'a green heart', 'a green star'].map((thing) =>
      block({ prompt: `${thing} on a white background` }),
    );
    const defaults = { steps: 8, guidanceScale: 3, width: 128, height: 128 };
    const { say } = service(scripted(answers, asked), { imageDefaults: () => defaults });
    await say('changes', 'draw a red star');
    const reply = await say('changes', 'make it green');
    const job = await database.imageJobs.find(ownerId, reply.image_job_id ?? '');
    expect(job?.settings).toMatchObject({
      prompt: 'a green star on a white background',
      ...defaults,
    });
    expect(asked).toHaveLength(3);
  });

  it('keeps nothing when a part of it can not be stored', async () => {
    const { chat } = service(scripted(`Soon.${block({ prompt: 'x' })}`));
    const before = await database.outbox.size();
    const turn = chat.takeTurn(
      { ownerId, body: { user_id: 'unlucky', message: 'draw' }, requestId: 'r1', log },
      () => Promise.reject(new AppError('STORAGE_FULL')),
    );
    await expect(turn).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    expect(await database.outbox.size()).toBe(before);
    const { id } = await database.conversations.findOrCreateLatest(ownerId, 'unlucky', uuidv7());
    expect(await database.messages.lastTurns(ownerId, id, 5)).toEqual([]);
  });

  it('draws no more than the owner may have waiting, and says so', async () => {
    const llm = scripted(`Soon.${block({ prompt: 'x' })}`);
    const { say } = service(llm, { maxUnfinishedJobs: 1 });
    const reply = await say('greedy', 'draw');
    expect(reply.image_job_id).toBeUndefined();
    expect(reply.warnings.map(({ code }) => code)).toEqual(['TOO_MANY_JOBS']);
  });

  it('counts exactly, also when many ask at once', async () => {
    const owner = await database.users.ensure({ id: uuidv7(), name: 'crowd' });
    const { say } = service(scripted(`Soon.${block({ prompt: 'x' })}`), { maxUnfinishedJobs: 3 });
    const users = Array.from({ length: 8 }, (_, index) => `crowd-${index}`);
    const replies = await Promise.all(users.map((user) => say(user, 'draw', undefined, owner)));
    expect(replies.filter((reply) => reply.image_job_id !== undefined)).toHaveLength(3);
  });

  it('stores what a model writes, also what Postgres has no room for', async () => {
    const { say } = service(scripted('a\0b \ud800 c'));
    expect(await say('nul', 'hello')).toMatchObject({ assistant_response: 'ab \ufffd c' });
  });

  it('begins a new conversation when told so, under the same user_id', async () => {
    const { say } = service(scripted('Yes.'));
    const [first, second] = [await say('twice', 'a', 'new'), await say('twice', 'b', 'new')];
    expect(second.conversation_id).not.toBe(first.conversation_id);
    const third = await say('twice', 'c', first.conversation_id);
    expect(third.conversation_id).toBe(first.conversation_id);
    // Left out, it is the latest of them.
    expect((await say('twice', 'd')).conversation_id).toBe(first.conversation_id);
  });

  it('begins one new conversation for a turn that is sent again', async () => {
    const { chat } = service(scripted('Yes.'));
    const body = { user_id: 'sent thrice', message: 'hello', conversation_id: 'new' as const };
    const incoming = { ownerId, body, requestId: 'r1', log };
    const ids = await Promise.all(
      ['key', 'key', 'key'].map((key) => chat.acceptTurn(incoming, key)),
    );
    expect(new Set(ids).size).toBe(1);
    const list = await database.conversations.list(ownerId, {
      userLabel: 'sent thrice',
      limit: 10,
    });
    expect(list).toHaveLength(1);
  });

  it('knows no conversation of another owner', async () => {
    const { say } = service(scripted('Yes.'));
    const { conversation_id } = await say('mine', 'hello');
    await expect(say('mine', 'hello', conversation_id, otherId)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(say('mine', 'again', conversation_id)).resolves.toMatchObject({ conversation_id });
  });

  it('passes on what the engine says, and refuses an empty answer', async () => {
    const busy = service(scripted(new AppError('ENGINE_BUSY')));
    await expect(busy.say('a', 'hello')).rejects.toMatchObject({ code: 'ENGINE_BUSY' });
    const asked: ChatMessage[][] = [];
    const silent = service(scripted('   ', asked));
    await expect(silent.say('a', 'hello')).rejects.toMatchObject({ code: 'ENGINE_FAILED' });
    // Once more, in case it only ended too soon.
    expect(asked).toHaveLength(2);
    const once = service(scripted(['', 'Here I am.']));
    expect((await once.say('a', 'hello')).assistant_response).toBe('Here I am.');
  });

  it('ends at its deadline, and when the gateway stops', async () => {
    const waits: LlmClient = {
      ...scripted(''),
      // eslint-disable-next-line require-yield -- it never gets that far
      async *generate(_body, { signal }) {
        await new Promise<never>((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error);
          });
        });
      },
    };
    const late = service(waits, { timeoutMs: 50 });
    await expect(late.say('a', 'hello')).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    const stopped = service(waits);
    const turn = stopped.say('a', 'hello');
    stopped.chat.abort();
    await expect(turn).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
  });
});
