import { request as httpRequest } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AppError } from '@atelier/errors';
import { serve } from '@atelier/lifecycle';
import { waitFor } from '@atelier/testkit';
import OpenAI, { APIError, APIUserAbortError } from 'openai';
import type { ChatCompletionCreateParams } from 'openai/resources/chat/completions';
import { testApp, type TestApp } from '../http/testing/test-app.js';
import { createLlmClient } from '../llm/llm-client.js';
import { createModerator } from '../moderation/moderator.js';
import type { AccessPort } from '../http/access-port.js';
import { createChatModels } from './chat-models.js';
import { createCompletions, type CompletionsOptions } from './completions.js';
import { openAiHandlers } from './openai.handlers.js';
import {
  startTestLlmWorker,
  testToken,
  type TestLlmWorker,
  type TestLlmWorkerOptions,
} from './testing/llm-worker.js';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface Stack {
  readonly client: OpenAI;
  readonly url: string;
  readonly worker: TestLlmWorker;
  readonly gateway: TestApp;
  readonly abort: () => void;
}

interface StackOptions {
  readonly worker?: TestLlmWorkerOptions;
  readonly completions?: Partial<CompletionsOptions>;
  readonly access?: AccessPort;
}

/** The gateway's application and an llm-worker with the mock engine, over HTTP. */
async function start(options: StackOptions = {}): Promise<Stack> {
  const worker = await startTestLlmWorker(options.worker);
  ends.push(worker.close);
  const llm = createLlmClient({ url: worker.url, token: testToken });
  ends.push(llm.close);
  const models = createChatModels({
    atWork: async (signal) => [(await llm.health(signal)).model],
  });
  const completions = createCompletions({
    llm,
    models,
    moderator: createModerator({ MODERATION: 'basic' }),
    maxNewTokens: 200,
    timeoutMs: 30_000,
    reasoning: 'show',
    sampling: () => ({ temperature: 0 }),
    ...options.completions,
  });
  const gateway = testApp({
    handlers: openAiHandlers(completions, models),
    ...(options.access && { access: options.access }),
  });
  const server = await serve({ host: '127.0.0.1', port: 0, listener: gateway.app });
  ends.push(() => server.stop(0));
  const url = `http://127.0.0.1:${server.port}`;
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'any', maxRetries: 0 });
  return { client, url, worker, gateway, abort: completions.abort };
}

/** Fields that the client still sends, and calls deprecated. */
const older: object = { user: 'ada', seed: -1 };

const ask = (content: string) => ({
  model: 'atelier',
  messages: [{ role: 'user' as const, content }],
});

async function failure(work: Promise<unknown>): Promise<APIError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof APIError) return error;
  throw new Error('It did not fail as it should.', { cause: error });
}

describe('the official client', () => {
  it('gets an answer as one', async () => {
    const { client, worker } = await start();
    const { data, request_id } = await client.chat.completions
      .create({
        ...ask('Hello there'),
        messages: [
          { role: 'developer', content: 'Be short.' },
          {
            role: 'user',
            content: [
              { type: 'text', text: 'Hello' },
              { type: 'text', text: 'x' },
            ],
          },
        ],
        store: true,
        metadata: { a: 'b' },
        ...older,
        stop: 'never',
        max_completion_tokens: 100_000,
        frequency_penalty: null,
      })
      .withResponse();
    expect(data).toMatchObject({
      object: 'chat.completion',
      model: 'mock-chat',
      choices: [
        { index: 0, finish_reason: 'stop', message: { role: 'assistant' }, logprobs: null },
      ],
    });
    expect(data.id).toMatch(/^chatcmpl-/);
    expect(data.choices[0]?.message.content).toContain('"Hello x"');
    const { prompt_tokens = 0, completion_tokens = 0, total_tokens } = data.usage ?? {};
    expect(prompt_tokens).toBe(4);
    expect(completion_tokens).toBeGreaterThan(10);
    expect(total_tokens).toBe(prompt_tokens + completion_tokens);
    expect(data.usage?.prompt_tokens_details).toEqual({ cached_tokens: 0 });
    expect(request_id).toEqual(expect.any(String));
    expect(worker.asked).toMatchObject([
      {
        messages: [
          { role: 'system', content: 'Be short.' },
          { role: 'user', content: 'Hello\nx' },
        ],
        maxTokens: 200,
        temperature: 0,
        seed: 0xffff_ffff,
        stop: ['never'],
      },
    ]);
  });

  it('gets an answer in pieces, with the same text and the counts at the end', async () => {
    const { client } = await start();
    const whole = await client.chat.completions.create(ask('Count to 30'));
    const stream = await client.chat.completions.create({
      ...ask('Count to 30'),
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
    expect(text).toBe(whole.choices[0]?.message.content);
    expect(chunks.length).toBeGreaterThan(30);
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
    expect(chunks[0]?.choices[0]?.delta).toEqual({ role: 'assistant', content: '' });
    expect(chunks.at(-2)?.choices).toMatchObject([{ delta: {}, finish_reason: 'stop' }]);
    expect(chunks.at(-2)?.usage).toBeNull();
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: whole.usage });
  });

  it('reads streams with its own helper, and sees where an answer was cut', async () => {
    const { client } = await start();
    const stream = client.chat.completions.stream({ ...ask('Count to 30'), max_tokens: 3 });
    const final = await stream.finalChatCompletion();
    expect(final.choices[0]).toMatchObject({
      finish_reason: 'length',
      message: { content: '1 2 3' },
    });
    expect(final.usage).toBeUndefined();
  });

  it('gets JSON that fits its schema, streamed and not', async () => {
    const { client, worker } = await start();
    const schema = {
      type: 'object',
      properties: { city: { type: 'string' }, sunny: { type: 'boolean' } },
      required: ['city', 'sunny'],
      additionalProperties: false,
    };
    const body = {
      ...ask('Rome'),
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'weather', strict: true, schema },
      },
    } satisfies ChatCompletionCreateParams;
    const parsed = await client.chat.completions.parse(body);
    expect(parsed.choices[0]?.message.parsed).toEqual({ city: 'Rome', sunny: true });
    expect(worker.asked[0]?.output).toEqual({ type: 'json-schema', schema });
    const streamed = await client.chat.completions.stream(body).finalContent();
    expect(JSON.parse(streamed ?? '')).toEqual({ city: 'Rome', sunny: true });
    await client.chat.completions.create({
      ...ask('Rome'),
      response_format: { type: 'json_object' },
    });
    expect(worker.asked[2]?.output).toEqual({ type: 'json-schema', schema: { type: 'object' } });
  });

  it('has its functions called, and answers with what they gave', async () => {
    const { client } = await start();
    const tools = [
      {
        type: 'function' as const,
        function: {
          name: 'get_weather',
          parameters: { type: 'object', properties: { city: { type: 'string' } } },
        },
      },
    ];
    const body = { ...ask('Rome'), tools, tool_choice: 'required' as const };
    const first = await client.chat.completions.create(body);
    const [choice] = first.choices;
    expect(choice).toMatchObject({ finish_reason: 'tool_calls', message: { content: null } });
    const [call] = choice?.message.tool_calls ?? [];
    expect(call).toMatchObject({
      type: 'function',
      function: { name: 'get_weather', arguments: '{"city":"Rome"}' },
    });
    const streamed = await client.chat.completions.stream(body).finalChatCompletion();
    expect(streamed.choices[0]?.message.tool_calls).toMatchObject([
      { id: call?.id, function: { name: 'get_weather', arguments: '{"city":"Rome"}' } },
    ]);
    const second = await client.chat.completions.create({
      ...body,
      messages: [
        ...body.messages,
        choice!.message,
        { role: 'tool', tool_call_id: call!.id, content: 'sunny' },
      ],
    });
    expect(second.choices[0]?.finish_reason).toBe('stop');
  });

  it('gets the reasoning apart, unless it wants none', async () => {
    const { client, worker } = await start();
    const thinking = ask('mock:think Hm, well.\nmock:say Yes.');
    const whole = await client.chat.completions.create(thinking);
    expect(whole.choices[0]?.message).toMatchObject({
      content: 'Yes.',
      reasoning_content: 'Hm, well.',
    });
    let reasoning = '';
    for await (const chunk of await client.chat.completions.create({ ...thinking, stream: true })) {
      const delta = chunk.choices[0]?.delta as { reasoning_content?: string } | undefined;
      reasoning += delta?.reasoning_content ?? '';
    }
    expect(reasoning).toBe('Hm, well.');
    await client.chat.completions.create({ ...thinking, reasoning_effort: 'none' });
    expect(worker.asked.map((request) => request.reasoning)).toEqual(['show', 'show', 'off']);
  });

  it('is warned of what the engine does without', async () => {
    const { client } = await start();
    const answer = await client.chat.completions.create({
      ...ask('Hello'),
      presence_penalty: 1,
      logit_bias: { '5': 1 },
    });
    const warnings = (answer as { warnings?: { code: string }[] }).warnings ?? [];
    expect(warnings.map(({ code }) => code)).toEqual(['SETTING_IGNORED', 'ENGINE_SETTING']);
  });

  it('ends the work when it leaves a stream, or gives up waiting', async () => {
    const { client, worker } = await start({ worker: { partDelayMs: 20 } });
    const stream = await client.chat.completions.create({ ...ask('Count to 4000'), stream: true });
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
    await waitFor(() => worker.running() === 0, { timeoutMs: 10_000 });

    const leaving = new AbortController();
    const waiting = client.chat.completions.create(ask('Count to 4000'), {
      signal: leaving.signal,
    });
    await waitFor(() => worker.running() === 1, { timeoutMs: 10_000 });
    leaving.abort();
    await expect(waiting).rejects.toBeInstanceOf(APIUserAbortError);
    await waitFor(() => worker.running() === 0, { timeoutMs: 10_000 });
  });

  it('lists the models that answer, and finds them by their names', async () => {
    const { client } = await start();
    const { data } = await client.models.list();
    expect(data.map(({ id, object }) => [id, object])).toEqual([
      ['mock-chat', 'model'],
      ['atelier', 'model'],
    ]);
    expect(await client.models.retrieve('mock-chat')).toMatchObject({ owned_by: 'atelier' });
    const unknown = await failure(client.models.retrieve('org/gpt-9'));
    expect(unknown).toMatchObject({ status: 404, code: 'model_not_found', param: 'model' });
  });
});

describe('errors', () => {
  const completion = (stack: Stack, more: object) =>
    failure(
      stack.client.chat.completions.create({
        ...ask('Hello'),
        ...more,
      } as ChatCompletionCreateParams),
    );

  it('name the field at fault', async () => {
    const stack = await start();
    const text = { role: 'user', content: 'x' };
    const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } };
    const deep = JSON.parse(`${'{"a":'.repeat(100)}1${'}'.repeat(100)}`) as object;
    const cases: [object, string][] = [
      [{ n: 2 }, 'n'],
      [{ temperature: 3 }, 'temperature'],
      [{ messages: [] }, 'messages'],
      [{ messages: [{ role: 'narrator', content: 'x' }] }, 'messages[0].role'],
      [{ messages: [text, { role: 'user' }] }, 'messages[1].content'],
      [{ messages: [{ role: 'user', content: [image] }] }, 'messages[0].content[0]'],
      [{ messages: [{ role: 'user', content: 7 }] }, 'messages[0].content'],
      [{ messages: [{ role: 'tool', content: 'x' }] }, 'messages[0].tool_call_id'],
      [{ stop: ['x'.repeat(101)] }, 'stop[0]'],
      [{ stop: 7 }, 'stop'],
      [{ top_logprobs: 3 }, 'top_logprobs'],
      [{ stream_options: { include_usage: true } }, 'stream_options'],
      [{ modalities: ['audio'] }, 'modalities'],
      [{ functions: [{ name: 'f' }] }, 'functions'],
      [{ tool_choice: 'required' }, 'tool_choice'],
      [{ tools: [{ type: 'custom', custom: { name: 'x' } }] }, 'tools[0].type'],
      [
        { response_format: { type: 'json_schema', json_schema: { name: 'x', schema: deep } } },
        'response_format.json_schema.schema',
      ],
    ];
    for (const [more, param] of cases) {
      const error = await completion(stack, more);
      expect([error.status, error.type, error.code, error.param]).toEqual([
        400,
        'invalid_request_error',
        'invalid_input',
        param,
      ]);
      expect(error.message).not.toContain('undefined');
    }
    expect(stack.worker.asked).toEqual([]);
  });

  it('say which model is unknown, before anything is asked of one', async () => {
    const stack = await start();
    const error = await completion(stack, { model: 'gpt-9' });
    expect(error).toMatchObject({ status: 404, code: 'model_not_found', param: 'model' });
    expect(stack.worker.asked).toEqual([]);
  });

  it.each([
    ['ENGINE_BUSY', 503, 'engine_busy', '7'],
    ['CONTEXT_TOO_LONG', 400, 'context_length_exceeded', undefined],
    ['RATE_LIMITED', 429, 'rate_limit_exceeded', '7'],
  ] as const)('tell %s with its status and how long to wait', async (code, status, known, wait) => {
    const refusal = new AppError(code, 'As it is.', { retryAfterMs: 6_500 });
    const stack = await start({ worker: { refusal } });
    for (const stream of [false, true]) {
      const error = await completion(stack, { stream });
      expect([error.status, error.code]).toEqual([status, known]);
      expect(error.headers?.get('retry-after') ?? undefined).toBe(wait);
    }
  });

  it('come in the stream once it has begun', async () => {
    const { client, gateway } = await start();
    const content = 'mock:say Once upon a time\nmock:error ENGINE_LOST';
    const stream = await client.chat.completions.create({ ...ask(content), stream: true });
    let text = '';
    const reading = (async () => {
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    })();
    expect(await failure(reading)).toMatchObject({ code: 'engine_lost', type: 'server_error' });
    expect(text).toBe('Once upon a time');
    expect(gateway.lines().map(({ event }) => event)).toContain('completion.broken');
    expect(JSON.stringify(gateway.lines())).not.toContain('upon');
  });

  it('say that the process stops, to those whose answer has begun as well', async () => {
    const { client, abort } = await start({ worker: { partDelayMs: 20 } });
    const stream = await client.chat.completions.create({ ...ask('Count to 4000'), stream: true });
    const reading = (async () => {
      for await (const chunk of stream) if (chunk.choices[0]?.delta.content) abort();
    })();
    expect(await failure(reading)).toMatchObject({ code: 'shutting_down' });
    expect(await failure(client.chat.completions.create(ask('x')))).toMatchObject({ status: 503 });
  });

  it('come when the time is up', async () => {
    const stack = await start({ completions: { timeoutMs: 30 }, worker: { partDelayMs: 5_000 } });
    expect(await completion(stack, {})).toMatchObject({ status: 503, code: 'deadline_exceeded' });
  });

  it('refuse what the policy forbids, and log no word of it', async () => {
    const stack = await start();
    const messages = [{ role: 'user', content: 'Write an erotic story about a 12 year old.' }];
    const error = await completion(stack, { messages });
    expect(error).toMatchObject({ status: 400, code: 'content_policy_violation' });
    expect(JSON.stringify(stack.gateway.lines())).not.toContain('erotic');
    expect(stack.worker.asked).toEqual([]);
  });

  it('ask for a key in the same form', async () => {
    const refused = () => Promise.reject(new AppError('UNAUTHENTICATED'));
    const stack = await start({ access: { enter: refused, pass: () => Promise.resolve() } });
    expect(await completion(stack, {})).toMatchObject({ status: 401, code: 'invalid_api_key' });
    const models = await failure(stack.client.models.list());
    expect(models).toMatchObject({ status: 401, type: 'invalid_request_error' });
  });

  it('have the form also where the request could not be read', async () => {
    const { url } = await start();
    const send = (path: string, init: RequestInit) => fetch(`${url}${path}`, init);
    const json = { 'content-type': 'application/json' };
    const post = (body: string, headers: Record<string, string> = json) =>
      send('/v1/chat/completions', { method: 'POST', body, headers });
    const answers: [Promise<Response>, number, string][] = [
      [post('{"model":'), 400, 'malformed_json'],
      [post('{}', { 'content-type': 'text/plain' }), 415, 'unsupported_media_type'],
      [post(JSON.stringify({ x: 'x'.repeat(1_100_000) })), 413, 'payload_too_large'],
      [post('[]'), 400, 'invalid_input'],
      [send('/v1/models', { method: 'DELETE' }), 405, 'method_not_allowed'],
      [send('/v1/anything', { headers: { accept: 'text/html' } }), 404, 'not_found'],
      [send('/v1/embeddings', { method: 'POST', body: '{}', headers: json }), 404, 'not_found'],
    ];
    for (const [answer, status, code] of answers) {
      const response = await answer;
      expect([response.status, response.headers.get('content-type')]).toEqual([
        status,
        'application/json',
      ]);
      expect(await response.json()).toMatchObject({
        error: { message: expect.any(String), type: 'invalid_request_error', code },
      });
    }
  });
});

describe('a stream', () => {
  it('gives signs of life while the model thinks, and ends the work of a client that vanished', async () => {
    const { url, worker } = await start({
      worker: { partDelayMs: 60_000 },
      completions: { heartbeatMs: 5 },
    });
    const body = JSON.stringify({
      ...ask('mock:warn Slow.\nmock:say x'),
      stream: true,
      top_p: 0.5,
    });
    const heard = await new Promise<string>((resolve, reject) => {
      const request = httpRequest(
        `${url}/v1/chat/completions`,
        { method: 'POST', headers: { 'content-type': 'application/json' } },
        (response) => {
          let text = '';
          response.on('data', (chunk: Buffer) => {
            text += chunk.toString();
            if (!text.endsWith(':\n\n:\n\n')) return;
            resolve(text);
            request.destroy();
          });
        },
      );
      request.on('error', reject);
      request.end(body);
    });
    expect(heard).toMatch(/^data: \{.*"role":"assistant".*\}\n\n(:\n\n)+$/);
    await waitFor(() => worker.running() === 0, { timeoutMs: 10_000 });
  });
});
