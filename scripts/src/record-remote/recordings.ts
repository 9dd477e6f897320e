import { TextRequest } from '@atelier/contracts';

export interface Recording {
  /** Of the fixture, without `.sse`. */
  readonly name: string;
  readonly model: 'plain' | 'thinking';
  readonly request: TextRequest;
}

const ask = (content: string, settings: Partial<TextRequest> = {}) =>
  TextRequest.parse({
    messages: [{ role: 'user', content }],
    maxTokens: 12,
    temperature: 0,
    seed: 1,
    ...settings,
  });

/** What is asked of the server: short answers, for each is replayed cut at every byte. */
export const recordings: readonly Recording[] = [
  { name: 'llama-server-greeting', model: 'plain', request: ask('Hello!', { maxTokens: 40 }) },
  {
    name: 'llama-server-length',
    model: 'plain',
    request: ask('猫は橋', { maxTokens: 8, logprobs: 1 }),
  },
  {
    name: 'llama-server-thoughts',
    model: 'thinking',
    request: ask('Say no more.', { maxTokens: 60 }),
  },
];
