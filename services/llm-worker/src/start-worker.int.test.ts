import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { createLogger } from '@atelier/logging';
import { loadLlmWorkerConfig } from './config.js';
import { startWorker } from './start-worker.js';

const silence = new Writable({
  write(_chunk, _encoding, done) {
    done();
  },
});
const log = createLogger({ service: 'llm-worker', stream: silence });
const environment = { LLM_WORKER_TOKEN: 'a-token-of-16-chars', PORT: '0', ENGINE: 'mock' };

describe('startWorker', () => {
  it('listens once the engine has answered, and stops with running answers ended', async () => {
    const config = loadLlmWorkerConfig({ ...environment, MOCK_LATENCY_MS: '5' });
    const worker = await startWorker(config, log);
    const response = await fetch(`http://127.0.0.1:${worker.port}/v1/generate`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${environment.LLM_WORKER_TOKEN}`,
        'content-type': 'application/json',
      },
      body: '{"messages":[{"role":"user","content":"count to 40"}],"maxTokens":99}',
    });
    const [text] = await Promise.all([response.text(), worker.stop()]);
    expect(text).toContain('"reason":"stop"');
    await expect(fetch(`http://127.0.0.1:${worker.port}/health`)).rejects.toThrow();
  });

  it('says in a sentence what is wrong with its settings', () => {
    expect(() => loadLlmWorkerConfig({ LLM_WORKER_TOKEN: 'short' })).toThrow(
      'Configuration: LLM_WORKER_TOKEN is wrong (use at least 16 characters).',
    );
  });
});
