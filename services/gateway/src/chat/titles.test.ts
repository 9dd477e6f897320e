import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { ChatReply } from '@atelier/contracts';
import type { Conversation } from '@atelier/database';
import { AppError } from '@atelier/errors';
import { createLogger } from '@atelier/logging';
import type { LlmClient } from '../llm/llm-client.js';
import { createTitles, plainTitle } from './titles.js';
import type { Turn } from './turn/turn.js';

const log = createLogger({ service: 'test', stream: new PassThrough().resume() });
const reply = { assistant_response: 'Here is a lighthouse.' } as ChatReply;
const turn = {
  ownerId: 'o',
  conversationId: 'c',
  requestId: 'r',
  log,
  body: { user_id: 'me', message: 'Please draw a lighthouse at dusk' },
} as Turn;

/** The title that a conversation gets whose model answers this. */
async function titled(
  answer: string | Error,
  { title = undefined as string | undefined, prose = true } = {},
) {
  const given: string[] = [];
  let asked = 0;
  const llm: Pick<LlmClient, 'generate'> = {
    async *generate() {
      asked += 1;
      await Promise.resolve();
      if (answer instanceof Error) throw answer;
      yield { type: 'text-delta', text: answer };
    },
  };
  const give = createTitles({
    conversations: {
      find: () => Promise.resolve({ title } as Conversation),
      setTitleIfNone: (_owner, _id, text) => Promise.resolve(given.push(text) > 0),
    },
    llm,
    writesProse: () => prose,
  });
  await give(turn, reply);
  return { given, asked };
}

describe('a title', () => {
  it('is the model’s, without what it puts around it', async () => {
    expect((await titled('"Title: Lighthouse at Dusk."')).given).toEqual([
      'Title: Lighthouse at Dusk',
    ]);
    expect((await titled('Title: Lighthouse at dusk')).given).toEqual(['Lighthouse at dusk']);
  });

  it.each([
    ['', true],
    ['x'.repeat(200), true],
    [new AppError('ENGINE_BUSY'), true],
  ])('is the beginning of the message where the model gives none', async (answer, prose) => {
    expect((await titled(answer, { prose })).given).toEqual(['Please draw a lighthouse at dusk']);
  });

  it('asks no model that writes nothing but what it was taught', async () => {
    expect(await titled('Never', { prose: false })).toEqual({
      given: ['Please draw a lighthouse at dusk'],
      asked: 0,
    });
  });

  it('is given once', async () => {
    expect(await titled('New', { title: 'Mine' })).toEqual({ given: [], asked: 0 });
  });

  it('of a long message ends with a whole word', () => {
    expect(plainTitle('word '.repeat(40))).toMatch(/^(?:word ){11}word…$/);
    expect(plainTitle('w'.repeat(500))).toHaveLength(60);
    expect(plainTitle('  ')).toBe('Untitled');
  });
});
