import { describe, expect, it } from '@jest/globals';
import { TextRequest } from '@atelier/contracts';
import { remoteFlavours, type RemoteFlavour } from './flavours.js';
import { toChatBody } from './to-chat-body.js';

const messages = [{ role: 'user' as const, content: 'Hello' }];
const bodyFor = (flavour: RemoteFlavour, settings: Partial<TextRequest> = {}) =>
  toChatBody(TextRequest.parse({ messages, maxTokens: 9, ...settings }), { model: 'm', flavour });
const warnedBy = (flavour: RemoteFlavour, settings: Partial<TextRequest>) =>
  bodyFor(flavour, settings).warnings.map(({ setting }) => setting);

const jsonSchema: TextRequest['output'] = { type: 'json-schema', schema: { type: 'object' } };
const regex: TextRequest['output'] = { type: 'regex', pattern: 'a+' };
const grammar: TextRequest['output'] = { type: 'grammar', ebnf: 'root ::= "a"' };

describe('toChatBody', () => {
  it('sends what every server knows, and asks for a counted stream', () => {
    expect(bodyFor('compatible', { seed: 4, stop: ['x'] })).toEqual({
      body: {
        model: 'm',
        messages,
        stream: true,
        stream_options: { include_usage: true },
        max_tokens: 9,
        temperature: 0.7,
        top_p: 1,
        presence_penalty: 0,
        frequency_penalty: 0,
        stop: ['x'],
        seed: 4,
      },
      warnings: [],
    });
  });

  it.each([
    ['llama.cpp', { top_k: 5, repeat_penalty: 1.2, min_p: 0 }],
    ['vllm', { top_k: 5, repetition_penalty: 1.2, min_p: 0 }],
    ['ovms', { top_k: 5, repetition_penalty: 1.2 }],
    ['openrouter', { top_k: 5, repetition_penalty: 1.2 }],
  ] as const)('names the settings beyond the standard as %s does', (flavour, fields) => {
    const { body, warnings } = bodyFor(flavour, { topK: 5, repetitionPenalty: 1.2 });
    expect(body).toMatchObject(fields);
    expect(warnings).toEqual([]);
  });

  it.each(['compatible', 'openai', 'ollama'] as const)('warns where %s lacks them', (flavour) => {
    expect(warnedBy(flavour, { topK: 5, repetitionPenalty: 1.2 })).toEqual([
      'topK',
      'repetitionPenalty',
    ]);
    const { body } = bodyFor(flavour, { topK: 5, repetitionPenalty: 1.2 });
    expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['top_k']));
  });

  it('switches off what a server would do unasked', () => {
    expect(bodyFor('vllm').body).toMatchObject({ top_k: -1, min_p: 0 });
    expect(bodyFor('llama.cpp').body).toMatchObject({ top_k: 0, min_p: 0, repeat_penalty: 1 });
  });

  it("uses OpenAI's name for the limit of tokens there", () => {
    expect(bodyFor('openai').body).toMatchObject({ max_completion_tokens: 9 });
    expect(bodyFor('openai').body).not.toHaveProperty('max_tokens');
  });

  it('sends at most four stop strings: some servers refuse more', () => {
    const stop = ['a', 'b', 'c', 'd', 'e'];
    expect(bodyFor('compatible', { stop }).body).toMatchObject({ stop: ['a', 'b', 'c', 'd'] });
  });

  it('keeps stop strings from a server that loses text over them', () => {
    expect(bodyFor('llama.cpp', { stop: ['x'] }).body).not.toHaveProperty('stop');
  });

  it('asks for the form of the answer where the server can, and warns where not', () => {
    for (const flavour of remoteFlavours) {
      expect(bodyFor(flavour, { output: jsonSchema }).body).toHaveProperty(
        'response_format.json_schema.schema',
        { type: 'object' },
      );
    }
    expect(bodyFor('vllm', { output: regex }).body).toMatchObject({
      structured_outputs: { regex: 'a+' },
    });
    expect(bodyFor('llama.cpp', { output: grammar }).body).toMatchObject({
      grammar: 'root ::= "a"',
    });
    expect(warnedBy('ollama', { output: grammar })).toEqual(['output']);
    expect(warnedBy('llama.cpp', { output: regex })).toEqual(['output']);
  });

  it('passes functions and their calls through', () => {
    const parameters = { type: 'object', properties: { what: { type: 'string' } } };
    const call = { id: 'c1', name: 'draw', arguments: '{"what":"a cat"}' };
    const { body, warnings } = bodyFor('compatible', {
      messages: [
        ...messages,
        { role: 'assistant', content: '', toolCalls: [call] },
        { role: 'tool', content: 'done', toolCallId: 'c1' },
      ],
      tools: {
        functions: [{ name: 'draw', description: 'Draws.', parameters, strict: true }],
        choice: { function: 'draw' },
        parallel: false,
      },
    });
    expect(warnings).toEqual([]);
    expect(body).toMatchObject({
      messages: [
        { role: 'user', content: 'Hello' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            { id: 'c1', type: 'function', function: { name: 'draw', arguments: call.arguments } },
          ],
        },
        { role: 'tool', content: 'done', tool_call_id: 'c1' },
      ],
      tools: [
        {
          type: 'function',
          function: { name: 'draw', description: 'Draws.', parameters, strict: true },
        },
      ],
      tool_choice: { type: 'function', function: { name: 'draw' } },
      parallel_tool_calls: false,
    });
  });

  it.each([
    ['vllm', { chat_template_kwargs: { enable_thinking: false } }],
    ['llama.cpp', { chat_template_kwargs: { enable_thinking: false } }],
    ['ovms', { chat_template_kwargs: { enable_thinking: false } }],
    ['ollama', { reasoning_effort: 'none' }],
    ['openrouter', { reasoning: { effort: 'none' } }],
  ] as const)('has models of %s answer without reasoning', (flavour, fields) => {
    const { body, warnings } = bodyFor(flavour, { reasoning: 'off' });
    expect(body).toMatchObject(fields);
    expect(warnings).toEqual([]);
    for (const field of Object.keys(fields)) {
      expect(bodyFor(flavour, { reasoning: 'show' }).body).not.toHaveProperty(field);
    }
  });

  it('caps the reasoning where the server can, and warns where not', () => {
    const { body } = bodyFor('openrouter', { reasoningMaxTokens: 2_000 });
    expect(body).toMatchObject({ reasoning: { max_tokens: 2_000 } });
    expect(bodyFor('llama.cpp', { reasoningMaxTokens: 9 }).body).toMatchObject({
      thinking_budget_tokens: 9,
    });
    const off = { reasoning: 'off', reasoningMaxTokens: 9 } as const;
    expect(bodyFor('openrouter', off).body).toMatchObject({ reasoning: { effort: 'none' } });
    expect(warnedBy('compatible', off)).toEqual(['reasoning', 'reasoningMaxTokens']);
    expect(warnedBy('vllm', { reasoningMaxTokens: 9 })).toEqual(['reasoningMaxTokens']);
  });

  it('asks for the chosen tokens, and says that the others are left out', () => {
    expect(bodyFor('compatible', { logprobs: 1 }).body).toMatchObject({
      logprobs: true,
      top_logprobs: 1,
    });
    expect(warnedBy('compatible', { logprobs: 1 })).toEqual([]);
    expect(warnedBy('compatible', { logprobs: 3 })).toEqual(['logprobs']);
    expect(warnedBy('ovms', { logprobs: 1 })).toEqual(['logprobs']);
    expect(bodyFor('ovms', { logprobs: 1 }).body).not.toHaveProperty('logprobs');
  });
});
