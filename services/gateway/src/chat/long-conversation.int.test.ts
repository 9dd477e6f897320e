import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ChatTurnRequest, type ChatMessage } from '@atelier/contracts';
import { createDatabase, migrateDatabase, type Database } from '@atelier/database';
import { AppError } from '@atelier/errors';
import { createLogger } from '@atelier/logging';
import { createTestDatabase, type TestDatabase } from '@atelier/testkit';
import { v7 as uuidv7 } from 'uuid';
import type { LlmClient } from '../llm/llm-client.js';
import { createModerator } from '../moderation/moderator.js';
import { createChatService, type ChatService } from './chat.service.js';

const log = createLogger({ service: 'test', stream: new PassThrough().resume() });
const turns = 60;

let testDatabase: TestDatabase;
let database: Database;
let ownerId: string;
const services: ChatService[] = [];

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  await migrateDatabase(testDatabase.url, { timeoutMs: 30_000 });
  database = createDatabase({ url: testDatabase.url, onError: () => undefined });
  ownerId = await database.users.ensure({ id: uuidv7(), name: 'owner' });
});
afterAll(async () => {
  await Promise.all(services.map((chat) => chat.stop()));
  await database.close();
  await testDatabase.drop();
});

const tokensOf = (messages: readonly ChatMessage[], bytesPerToken: number) =>
  Math.ceil(messages.reduce((sum, { content }) => sum + content.length, 0) / bytesPerToken);

/** A model with so much room, of whose tokens so many bytes make one; it refuses what is too long. */
function bounded(contextTokens: number, bytesPerToken: number, isKnown = true) {
  const asked: ChatMessage[][] = [];
  let refused = 0;
  const llm: LlmClient = {
    async *generate({ messages, maxTokens }) {
      const promptTokens = tokensOf(messages, bytesPerToken);
      if (promptTokens + maxTokens > contextTokens) {
        refused += 1;
        throw new AppError('CONTEXT_TOO_LONG');
      }
      asked.push(messages);
      const info = { engine: 'mock', model: `room-${contextTokens}`, modelCached: true };
      yield { type: 'start', info: { ...info, ...(isKnown && { contextTokens }) } };
      yield { type: 'text-delta', text: `Answer ${asked.length}. ${'word '.repeat(40)}` };
      await Promise.resolve();
      const usage = { promptTokens, completionTokens: 40, cachedTokens: 0 };
      yield { type: 'finish', reason: 'stop', usage };
    },
    health: () => Promise.reject(new AppError('LLM_UNAVAILABLE')),
    close: () => Promise.resolve(),
  };
  return { llm, asked, refused: () => refused };
}

async function converse(llm: LlmClient, user: string, historyLimit: number) {
  const chat = createChatService({
    database,
    llm,
    moderator: createModerator({ MODERATION: 'off' }),
    eventLog: {
      append: () => Promise.resolve(),
      read: () => Promise.resolve([]),
      watch: () => () => undefined,
      close: () => Promise.resolve(),
    },
    cancels: { cancel: () => Promise.resolve() },
    cancelWatch: { watch: () => () => undefined },
    historyLimit,
    maxNewTokens: 64,
    timeoutMs: 10_000,
    maxUnfinishedJobs: 10,
    reasoning: 'show',
    onTaken: () => undefined,
    log,
  });
  services.push(chat);
  for (let turn = 1; turn <= turns; turn += 1) {
    const message = `Message ${turn}. ${'thing '.repeat(turn % 30)}`.trim();
    const body = ChatTurnRequest.parse({ user_id: user, message });
    await chat.takeTurn({ ownerId, body, requestId: 'r1', log });
  }
}

/** The numbers of the messages that the model was shown, without the new one. */
const shown = (messages: readonly ChatMessage[]) =>
  messages.slice(0, -1).flatMap(({ role, content }) => {
    const number = /^Message (\d+)\./.exec(content)?.[1];
    return role === 'user' && number !== undefined ? [Number(number)] : [];
  });

describe(`a conversation of ${turns} turns`, () => {
  it('shows the model the last ones, whole and in order', async () => {
    const { llm, asked } = bounded(1_000_000, 4);
    await converse(llm, 'window', 10);
    asked.forEach((messages, at) => {
      const first = Math.max(1, at + 1 - 10);
      expect(shown(messages)).toEqual(
        Array.from({ length: at + 1 - first }, (_, index) => first + index),
      );
      expect(messages.at(-1)?.content).toMatch(new RegExp(`^Message ${at + 1}\\.`));
      // A question is never shown without its answer.
      expect(messages.slice(1, -1).map(({ role }) => role)).toEqual(
        Array.from({ length: 2 * (at + 1 - first) }, (_, index) =>
          index % 2 === 0 ? 'user' : 'assistant',
        ),
      );
    });
  });

  it.each([
    ['that says how much it takes', true, 2.5],
    ['of a dense language', true, 1],
    ['that does not say', false, 4],
  ])('never overflows a model %s', async (name, isKnown, bytesPerToken) => {
    const { llm, asked, refused } = bounded(1_700, bytesPerToken, isKnown);
    await converse(llm, name, 50);
    expect(asked).toHaveLength(turns);
    for (const [at, messages] of asked.entries()) {
      expect(shown(messages)).toEqual(
        Array.from(
          { length: shown(messages).length },
          (_, index) => at + 1 - shown(messages).length + index,
        ),
      );
    }
    // It is shown what there is room for, and told beforehand where the model says how much that is.
    expect(shown(asked.at(-1) ?? []).length).toBeGreaterThan(0);
    if (isKnown) expect(refused()).toBeLessThanOrEqual(3);
  });
});
