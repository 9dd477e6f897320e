import { describe, expect, it } from '@jest/globals';
import { ChatEvent, type TextRequest } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { createLogger } from '@atelier/logging';
import supertest from 'supertest';
import { testApp } from '../http/testing/test-app.js';
import type { AnswerPart } from '../llm/llm-client.js';
import { createModerator } from '../moderation/moderator.js';
import { createEnhancer, type EnhancerOptions } from './enhancer.js';
import { promptHandlers } from './prompt.handlers.js';

const log = createLogger({ service: 'test', level: 'fatal' });
const usage = { promptTokens: 5, completionTokens: 7, cachedTokens: 0 };

/** A model that writes this, a few letters at a time. */
function start(answer: string | Error, options: Partial<EnhancerOptions> = {}) {
  const asked: TextRequest[] = [];
  const users: unknown[] = [];
  const enhancer = createEnhancer({
    llm: {
      async *generate(request, call): AsyncGenerator<AnswerPart> {
        asked.push(request);
        users.push((call as { user?: string }).user);
        await Promise.resolve();
        if (answer instanceof Error) throw answer;
        yield { type: 'start', info: { engine: 'fake', model: 'fake-chat', modelCached: true } };
        for (const text of answer.match(/[^]{1,5}/g) ?? []) yield { type: 'text-delta', text };
        call.signal.throwIfAborted();
        yield { type: 'finish', reason: 'stop', usage };
      },
    },
    moderator: createModerator({ MODERATION: 'basic' }),
    maxNewTokens: 500,
    timeoutMs: 10_000,
    sampling: () => ({ temperature: 0.4 }),
    writesProse: () => true,
    ...options,
  });
  const { app } = testApp({ handlers: promptHandlers(enhancer) });
  const enhance = (body: object, accept = 'application/json') =>
    supertest(app).post('/api/v1/prompts/enhance').set('Accept', accept).send(body);
  const events = async (body: object) => {
    const reply = await enhance(body, 'text/event-stream');
    expect(reply.type).toBe('text/event-stream');
    return [...reply.text.matchAll(/event: (.+)\ndata: (.+)\n\n/g)].map(([, name, data]) => {
      const event = ChatEvent.parse(JSON.parse(data ?? ''));
      expect(name).toBe(event.type);
      return event;
    });
  };
  return { enhancer, enhance, events, asked, users };
}

const textOf = (events: readonly ChatEvent[]) =>
  events.reduce((text, event) => {
    if (event.type === 'text-replaced') return event.text;
    return event.type === 'text-delta' ? text + event.text : text;
  }, '');

const raw = 'Sure! Here is the prompt:\n\n"A red fox in deep snow, soft light."\n\nEnjoy.';
const clean = 'A red fox in deep snow, soft light.';

describe('POST /api/v1/prompts/enhance', () => {
  it('gives what the model wrote, cleaned', async () => {
    const { enhance, asked, users } = start(raw);
    const reply = await enhance({ prompt: 'a fox', max_tokens: 900 });
    expect([reply.status, reply.body]).toEqual([
      200,
      { prompt: clean, model: 'fake-chat', warnings: [], usage },
    ]);
    expect(asked).toMatchObject([
      {
        messages: [{ role: 'system' }, { role: 'user', content: 'a fox' }],
        maxTokens: 500,
        temperature: 0.4,
        reasoning: 'off',
      },
    ]);
    expect(asked[0]?.messages[0]?.content).toContain('Keep the subject');
    expect(users).toEqual(['owner/']);
    await enhance({ prompt: 'a fox', system_message: 'In haiku.' });
    expect(asked[1]?.messages[0]?.content).toBe('In haiku.');
  });

  it('streams the same text', async () => {
    const heard = await start(raw).events({ prompt: 'a fox' });
    expect(textOf(heard)).toBe(clean);
    expect(heard.filter(({ type }) => type === 'text-delta').length).toBeGreaterThan(2);
    expect(heard.at(-1)).toMatchObject({ type: 'finish', model: 'fake-chat', usage });
  });

  it('fills a template where the model can not write, and says so', async () => {
    const { enhance, events, asked } = start(raw, { writesProse: () => false });
    const reply = await enhance({ prompt: 'a fox' });
    expect(reply.body).toMatchObject({
      prompt: expect.stringMatching(/^a fox, .+, .+/),
      model: 'template',
      warnings: [{ code: 'ENHANCED_BY_TEMPLATE' }],
    });
    const heard = await events({ prompt: 'a fox' });
    expect(heard.map(({ type }) => type)).toEqual(['text-delta', 'warning', 'finish']);
    expect(textOf(heard)).toBe((reply.body as { prompt: string }).prompt);
    expect(asked).toEqual([]);
  });

  it('fills it as well where the model wrote nothing', async () => {
    const reply = await start('<think>Hm.').enhance({ prompt: 'a fox' });
    expect(reply.body).toMatchObject({
      prompt: expect.stringMatching(/^a fox, /),
      warnings: [{ code: 'ENHANCED_BY_TEMPLATE' }],
    });
  });

  it('refuses what the policy forbids, of the person and of the model', async () => {
    const asks = start(raw);
    const refused = await asks.enhance({ prompt: 'a naked child' });
    expect(refused.body).toMatchObject({ status: 400, code: 'CONTENT_REFUSED' });
    expect(asks.asked).toEqual([]);
    const writes = start('A child in a garden, playing in the sun, naked.');
    expect((await writes.enhance({ prompt: 'a fox' })).body).toMatchObject({
      code: 'CONTENT_REFUSED',
    });
    const heard = await writes.events({ prompt: 'a fox' });
    expect(textOf(heard)).toBe('');
    expect(heard.at(-1)).toMatchObject({ type: 'error', code: 'CONTENT_REFUSED' });
    expect(heard.some(({ type }) => type === 'finish')).toBe(false);
  });

  it('answers with the status of what went wrong, streamed or not', async () => {
    const { enhance } = start(new AppError('ENGINE_BUSY'));
    for (const accept of ['application/json', 'text/event-stream']) {
      const reply = await enhance({ prompt: 'a fox' }, accept);
      expect(reply.body).toMatchObject({ status: 503, code: 'ENGINE_BUSY' });
      expect(reply.headers['retry-after']).toBeDefined();
    }
  });

  it.each([{}, { prompt: ' ' }, { prompt: 'x'.repeat(2_001) }, { prompt: 'x', max_tokens: 5 }])(
    'takes no %j',
    async (body) => {
      expect((await start(raw).enhance(body)).body).toMatchObject({ code: 'INVALID_INPUT' });
    },
  );

  it('ends when the process stops, and when its client leaves', async () => {
    const { enhancer } = start(raw);
    const call = {
      body: { prompt: 'a fox' },
      principal: { ownerId: 'o' },
      requestId: 'r',
      log,
      wantsEvents: false,
    };
    const left = enhancer.enhance({ ...call, signal: AbortSignal.abort() });
    await expect(left).rejects.toMatchObject({ code: 'CANCELLED' });
    enhancer.abort();
    const stopped = enhancer.enhance({ ...call, signal: new AbortController().signal });
    await expect(stopped).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
  });
});
