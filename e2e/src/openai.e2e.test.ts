import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { tempDir, type TempDir } from '@atelier/testkit';
import OpenAI, { NotFoundError } from 'openai';
import { stackTimeoutMs, startStack, type Stack } from './stack.js';

jest.setTimeout(stackTimeoutMs);

describe('the official client of OpenAI, with the starter model on the real engine', () => {
  let dir: TempDir;
  let stack: Stack;
  let client: OpenAI;

  beforeAll(async () => {
    dir = await tempDir();
    stack = await startStack({ dataDir: `${dir.path}/data`, mocks: false });
    client = new OpenAI({ baseURL: `${stack.url}/v1`, apiKey: 'unused', maxRetries: 0 });
  });
  afterAll(async () => {
    await stack.interrupt();
    await dir.remove();
  });

  const ask = (content: string) => ({
    model: 'starter-chat',
    messages: [{ role: 'user' as const, content }],
    temperature: 0,
    max_tokens: 40,
  });

  it('sees which models answer', async () => {
    const { data } = await client.models.list();
    expect(data.map(({ id }) => id)).toEqual(['starter-chat', 'atelier']);
    const unknown = client.chat.completions.create({ ...ask('Hello'), model: 'gpt-9' });
    await expect(unknown).rejects.toBeInstanceOf(NotFoundError);
  });

  it('gets the same answer as one and in pieces', async () => {
    const whole = await client.chat.completions.create(ask('Hello'));
    const [choice] = whole.choices;
    expect(choice?.message.content).not.toBe('');
    expect(whole.usage?.completion_tokens).toBeGreaterThan(0);
    const stream = client.chat.completions.stream({
      ...ask('Hello'),
      stream_options: { include_usage: true },
    });
    const streamed = await stream.finalChatCompletion();
    expect(streamed.choices[0]?.message.content).toBe(choice?.message.content);
    expect(streamed.usage?.completion_tokens).toBe(whole.usage?.completion_tokens);
  });

  it('gets JSON that fits its schema', async () => {
    const schema = {
      type: 'object',
      properties: { colour: { enum: ['red', 'blue'] }, big: { type: 'boolean' } },
      required: ['colour', 'big'],
      additionalProperties: false,
    };
    const parsed = await client.chat.completions.parse({
      ...ask('a big blue star'),
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'thing', strict: true, schema },
      },
    });
    expect(parsed.choices[0]?.message.parsed).toEqual({
      colour: expect.stringMatching(/^(?:red|blue)$/),
      big: expect.any(Boolean),
    });
  });

  it('hears how likely each token was', async () => {
    const { choices } = await client.chat.completions.create({ ...ask('Hello'), logprobs: true });
    const tokens = choices[0]?.logprobs?.content ?? [];
    expect(tokens.map(({ token }) => token).join('')).toContain(
      choices[0]?.message.content?.trim().slice(0, 5),
    );
    for (const { logprob } of tokens) expect(logprob).toBeLessThanOrEqual(0);
  });
});
