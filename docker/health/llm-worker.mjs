// Whether the llm-worker takes requests: it listens once its model has answered.
import { readFileSync } from 'node:fs';

const file = process.env['LLM_WORKER_TOKEN_FILE'];
const token = process.env['LLM_WORKER_TOKEN'] || (file && readFileSync(file, 'utf8').trimEnd());
const response = await fetch(`http://127.0.0.1:${process.env['PORT'] ?? 8081}/health`, {
  headers: { authorization: `Bearer ${token}` },
  signal: AbortSignal.timeout(4_000),
});
const { status } = await response.json();
process.exit(status === 'ok' ? 0 : 1);
