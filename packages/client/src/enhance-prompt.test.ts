import { describe, expect, it } from '@jest/globals';
import { enhancePrompt, type EnhancedPrompt } from './enhance-prompt.js';

const finish = { type: 'finish', reason: 'stop', model: 'template', timings: { total_ms: 1 } };

async function told(response: Response): Promise<readonly EnhancedPrompt[]> {
  const connection = { baseUrl: '', fetch: () => Promise.resolve(response) };
  const all: EnhancedPrompt[] = [];
  for await (const one of enhancePrompt(connection, 'a boat')) all.push(one);
  return all;
}

const stream = (...events: readonly unknown[]) =>
  new Response(events.map((one) => `data: ${JSON.stringify(one)}\n\n`).join(''));

describe('enhancePrompt', () => {
  it('tells what is written so far, and what was done otherwise', async () => {
    const all = await told(
      stream(
        { type: 'waiting', place: 1 },
        { type: 'text-delta', text: 'a boat' },
        { type: 'text-delta', text: ' at sea' },
        { type: 'text-replaced', text: 'A red boat' },
        { type: 'warning', code: 'X', message: 'Words from a list.' },
        finish,
      ),
    );
    expect(all.map(({ prompt }) => prompt)).toEqual([
      'a boat',
      'a boat at sea',
      'A red boat',
      'A red boat',
    ]);
    expect(all.at(-1)?.warnings).toEqual(['Words from a list.']);
  });

  it.each([
    [
      'an error at its end',
      stream({ type: 'error', code: 'CONTENT_REFUSED', message: 'No.', retryable: false }),
      'CONTENT_REFUSED',
    ],
    ['no end', stream({ type: 'text-delta', text: 'a' }), 'SERVER_UNREACHABLE'],
    [
      'a refusal',
      new Response(
        JSON.stringify({
          ...{ type: 'about:blank', title: 'Key', status: 401, detail: 'Send a key.' },
          ...{ code: 'UNAUTHENTICATED', request_id: 'r' },
        }),
        {
          status: 401,
        },
      ),
      'UNAUTHENTICATED',
    ],
  ])('fails for %s', async (_, response, code) => {
    await expect(told(response)).rejects.toHaveProperty('code', code);
  });
});
