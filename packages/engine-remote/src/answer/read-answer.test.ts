import { describe, expect, it } from '@jest/globals';
import type { TextPart } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { fixture } from '../testing/fixture.js';
import { createAnswerReader, type AnswerSettings } from './answer-reader.js';
import { readAnswer } from './read-answer.js';

const usage = (promptTokens: number, completionTokens: number, cachedTokens = 0) => ({
  promptTokens,
  completionTokens,
  cachedTokens,
});
const thought = (text: string): TextPart => ({ type: 'reasoning-delta', text });
const delta = (text: string): TextPart => ({ type: 'text-delta', text });
const uncounted = expect.objectContaining({ type: 'warning', setting: 'usage' });

interface Stream {
  readonly name: string;
  readonly settings?: Partial<AnswerSettings>;
  readonly parts: readonly unknown[];
}

const streams: readonly Stream[] = [
  {
    name: 'ovms',
    settings: { stop: ['END'] },
    parts: [
      thought('The user says '),
      thought('„hallo“.'),
      delta('Hallo'),
      delta('! Wie geht'),
      delta(' es dir? 🐱\n'),
      { type: 'finish', reason: 'stop', usage: usage(22, 19) },
    ],
  },
  {
    name: 'vllm',
    settings: { wantsLogprobs: true },
    parts: [
      thought('Nine is '),
      thought('more.'),
      { ...delta('9'), logprobs: [{ token: '9', logprob: -0.25 }] },
      {
        ...delta('.8'),
        logprobs: [
          { token: '.', logprob: 0 },
          { token: '8', logprob: -1.5 },
        ],
      },
      { type: 'finish', reason: 'length', usage: usage(14, 8, 12) },
    ],
  },
  {
    name: 'ollama',
    parts: [
      thought('Okay'),
      thought(', a haiku.'),
      delta('古池'),
      delta('や 🐸'),
      { type: 'finish', reason: 'stop', usage: usage(16, 12) },
    ],
  },
  {
    name: 'openrouter',
    parts: [
      thought('Short.'),
      delta('Bon'),
      delta('jour, ñandú'),
      { type: 'finish', reason: 'stop', usage: usage(10, 4) },
    ],
  },
  {
    name: 'marked-thoughts',
    parts: [
      thought('Hm, '),
      thought('two?'),
      delta('Two'),
      delta(' < three.'),
      uncounted,
      { type: 'finish', reason: 'stop', usage: usage(0, 0) },
    ],
  },
  {
    name: 'llama-server-greeting',
    parts: [
      ...['Hello', ',', ' and', ' wel', 'come', ' to', ' the', ' mill', ' 🌾.'].map(delta),
      { type: 'finish', reason: 'stop', usage: usage(18, 10) },
    ],
  },
  {
    name: 'llama-server-length',
    parts: [
      ...['Le', ' caf', 'é', ' est', ' fermé', ',', ' mais', ' le'].map(delta),
      { type: 'finish', reason: 'length', usage: usage(19, 8, 5) },
    ],
  },
  {
    name: 'llama-server-thoughts',
    parts: [
      ...['The', ' reader', ' wants', ' a', ' story', ' about', ' the', ' river'].map(thought),
      ...['.', ' I', ' star', 't', ' anywhe', 're', ' 🤔', '.', '\n'].map(thought),
      ...['Fine', '.'].map(delta),
      { type: 'finish', reason: 'stop', usage: usage(22, 23) },
    ],
  },
  {
    name: 'odd-framing',
    parts: [delta('🐱 ok'), { type: 'finish', reason: 'stop', usage: usage(3, 2) }],
  },
];

async function read(pieces: readonly Uint8Array[], settings: Partial<AnswerSettings> = {}) {
  const reader = createAnswerReader({
    stop: [],
    thoughts: 'marked',
    wantsLogprobs: false,
    ...settings,
  });
  const parts: TextPart[] = [];
  const ignore = { heard: () => undefined, waiting: () => undefined };
  try {
    for await (const part of readAnswer(toStream(pieces), reader, ignore)) parts.push(part);
  } catch (error) {
    if (!AppError.is(error)) throw error;
    return { parts, error };
  }
  return { parts, error: undefined };
}

async function* toStream(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield* pieces;
}

/** The stream in pieces of one byte, of two bytes, and so on. */
function equalPiecesOf(bytes: Uint8Array): Uint8Array[][] {
  return Array.from({ length: 40 }, (_, index) => {
    const size = index + 1;
    return Array.from({ length: Math.ceil(bytes.length / size) }, (_piece, at) =>
      bytes.subarray(at * size, (at + 1) * size),
    );
  });
}

/** The stream cut in two, at every place in turn; a long one, whose pieces are all alike, is not. */
function cutsOf(bytes: Uint8Array): Uint8Array[][] {
  if (bytes.length > 4_000) return [];
  return Array.from({ length: bytes.length + 1 }, (_, at) => [
    bytes.subarray(0, at),
    bytes.subarray(at),
  ]);
}

/** Where the reason for the end stands, and where its event is over. */
function placeOfReason(stream: string): [number, number] {
  const at = stream.search(/"finish_reason":"/);
  return [at, at + stream.slice(at).search(/\r?\n\r?\n/) + 4];
}

describe('readAnswer', () => {
  it.each(streams)('reads $name, cut anywhere', async ({ name, settings, parts }) => {
    const bytes = fixture(name);
    expect(await read([bytes], settings)).toEqual({ parts, error: undefined });
    const whole = JSON.stringify(await read([bytes], settings));
    for (const pieces of [...equalPiecesOf(bytes), ...cutsOf(bytes)]) {
      // Some thousand times: comparing texts is quicker than comparing values.
      expect(JSON.stringify(await read(pieces, settings))).toBe(whole);
    }
  });

  it.each(streams)('calls $name lost when it breaks off before its end', async (stream) => {
    const bytes = fixture(stream.name);
    const [settled, ended] = placeOfReason(bytes.toString('latin1'));
    const step = bytes.length > 4_000 ? 13 : 1;
    for (let at = 0; at <= bytes.length; at += step) {
      const { parts, error } = await read([bytes.subarray(0, at)], stream.settings);
      const ending = parts.some((part) => part.type === 'finish') ? 'finish' : 'none';
      // Cut inside the event that tells why the answer ended, either is right.
      const right = at <= settled ? 'none' : at >= ended ? 'finish' : ending;
      expect(`${at}: ${ending}, ${error?.code ?? ''}`).toBe(
        `${at}: ${right}, ${ending === 'none' ? 'ENGINE_LOST' : ''}`,
      );
    }
  });

  it.each([
    { name: 'vllm-error', text: 'Once', code: 'ENGINE_FAILED' },
    { name: 'openrouter-error', text: 'Once upon', code: 'ENGINE_BUSY' },
  ])('ends with the error in the middle of $name', async ({ name, text, code }) => {
    for (const pieces of cutsOf(fixture(name))) {
      const { parts, error } = await read(pieces);
      expect(parts).toEqual([delta(text)]);
      expect(error).toMatchObject({ code, retryable: true });
    }
  });

  const said = (...choices: unknown[]) => [
    Buffer.from(
      choices.map((choice) => `data: ${JSON.stringify({ choices: [choice] })}\n\n`).join(''),
    ),
    Buffer.from('data: [DONE]\n\n'),
  ];

  it('takes the end of the stream for the end of the answer when no reason comes', async () => {
    const { parts } = await read(said({ delta: { content: 'a' } }));
    expect(parts.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' });
  });

  it.each(['tool_calls', 'eos', 'content_filter'])('ends with stop for %s', async (reason) => {
    const { parts } = await read(said({ delta: { content: 'a' }, finish_reason: reason }));
    expect(parts.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' });
    const warned = parts.flatMap((part) => (part.type === 'warning' ? [part.setting] : []));
    expect(warned).toEqual(reason === 'content_filter' ? ['messages', 'usage'] : ['usage']);
  });

  it('puts calls of functions together', async () => {
    const call = (...pieces: unknown[]) => ({ delta: { tool_calls: pieces } });
    const { parts } = await read(
      said(
        { delta: { role: 'assistant', content: null } },
        call({ index: 0, id: 'a', type: 'function', function: { name: 'draw', arguments: '' } }),
        call({ index: 0, function: { arguments: '{"what":' } }),
        call({ index: 0, function: { arguments: '"猫"}' } }),
        call({ index: 1, id: 'b', function: { name: 'hang', arguments: '{}' } }),
        // Some servers number every call alike.
        call({ index: 1, id: 'c', function: { name: 'sell', arguments: '{}' } }),
        { delta: {}, finish_reason: 'tool_calls' },
      ),
    );
    expect(parts.filter(({ type }) => type !== 'warning')).toEqual([
      { type: 'tool-call', call: { id: 'a', name: 'draw', arguments: '{"what":"猫"}' } },
      { type: 'tool-call', call: { id: 'b', name: 'hang', arguments: '{}' } },
      { type: 'tool-call', call: { id: 'c', name: 'sell', arguments: '{}' } },
      { type: 'finish', reason: 'stop', usage: usage(0, 0) },
    ]);
  });

  it('gives up on a call without end', async () => {
    const piece = { index: 0, function: { name: 'f', arguments: 'x'.repeat(100_000) } };
    const { error } = await read(
      said(...[1, 2, 3].map(() => ({ delta: { tool_calls: [piece] } }))),
    );
    expect(error).toMatchObject({ code: 'ENGINE_FAILED' });
  });

  it('shows nothing after a stop string that the server let pass', async () => {
    const { parts } = await read(
      said(
        { delta: { content: 'one S' } },
        { delta: { content: 'TOP two' } },
        { delta: { content: ' three' }, finish_reason: 'length' },
      ),
      { stop: ['STOP'] },
    );
    expect(parts.filter((part) => part.type === 'text-delta')).toEqual([delta('one ')]);
    expect(parts.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' });
  });

  it('refuses what is no piece of an answer', async () => {
    for (const data of ['not json', '[1]', '{"choices":[{"delta":{"content":7}}]}']) {
      const { error } = await read([Buffer.from(`data: ${data}\n\n`)]);
      expect({ data, code: error?.code }).toEqual({ data, code: 'ENGINE_FAILED' });
    }
  });

  it('refuses an event without end', async () => {
    const endless = Array.from({ length: 20 }, () => Buffer.alloc(100_000, 'x'));
    const { error } = await read([Buffer.from('data: '), ...endless]);
    expect(error).toMatchObject({ code: 'ENGINE_FAILED' });
  });

  it('keeps half a key in an error away from people', async () => {
    const body = { error: { message: 'Incorrect API key provided: sk-abc123.', code: 401 } };
    const { error } = await read([Buffer.from(`data: ${JSON.stringify(body)}\n\n`)]);
    expect(error?.message).not.toContain('abc123');
    expect(String(error?.cause)).toContain('Incorrect API key');
    expect(String(error?.cause)).not.toContain('abc123');
  });
});
