import { it } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { testApp } from '../../../services/gateway/src/http/testing/test-app.js';
import { createLlmClient } from '../../../services/gateway/src/llm/llm-client.js';
import { createModerator } from '../../../services/gateway/src/moderation/moderator.js';
import { createChatModels } from '../../../services/gateway/src/openai/chat-models.js';
import { createCompletions } from '../../../services/gateway/src/openai/completions.js';
import { openAiHandlers } from '../../../services/gateway/src/openai/openai.handlers.js';
import OpenAI from '../../../services/gateway/node_modules/openai/index.mjs';
import { createOpenVinoTextEngine } from './text-engine.js';
import { textOptions } from './testing/test-runtime.js';

it('works', async () => {
  const path = fileURLToPath(new URL('../../../models/starter/chat', import.meta.url));
  const engine = await createOpenVinoTextEngine(textOptions({ model: { id: 'starter-chat', path } }));
  const worker = createServer(async (request, response) => {
    const body: any = await json(request);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const w = (l: unknown) => response.write(JSON.stringify(l) + '\n');
    w({ type: 'start', info: engine.info });
    try { for await (const p of engine.generate(body, gone.signal)) w(p); } catch (e: any) { w({ type: 'error', error: { code: e.code, message: e.message, retryable: false } }); }
    response.end();
  });
  await new Promise<void>((r) => worker.listen(0, '127.0.0.1', r));
  const llm = createLlmClient({ url: `http://127.0.0.1:${(worker.address() as any).port}`, token: 'a-token-of-16-chars' });
  const models = createChatModels({ atWork: () => Promise.resolve(['starter-chat']) });
  const c = createCompletions({ llm, models, moderator: createModerator({ MODERATION: 'basic' }), maxNewTokens: 100, timeoutMs: 60000, reasoning: 'show', sampling: () => ({ temperature: 0 }) });
  const { app } = testApp({ handlers: openAiHandlers(c, models) });
  const s = createServer(app); await new Promise<void>((r) => s.listen(0, '127.0.0.1', r));
  const client = new OpenAI({ baseURL: `http://127.0.0.1:${(s.address() as any).port}/v1`, apiKey: 'x', maxRetries: 0 });
  const ask = (content: string) => ({ model: 'starter-chat', messages: [{ role: 'user' as const, content }] });
  const log = (x: unknown) => process.stdout.write(JSON.stringify(x).slice(0, 900) + '\n');
  log(await client.chat.completions.create({ ...ask('Hello'), logprobs: true, top_logprobs: 2 }));
  log((await client.chat.completions.stream({ ...ask('Hello'), stream_options: { include_usage: true } }).finalChatCompletion()));
  log((await client.chat.completions.create({ ...ask('a big blue star'), response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object', properties: { colour: { enum: ['red', 'blue'] }, big: { type: 'boolean' } }, required: ['colour', 'big'], additionalProperties: false } } } })).choices[0]);
  log(await client.chat.completions.create({ ...ask('Hello'), tools: [{ type: 'function', function: { name: 'f' } }] }));
  log(await client.chat.completions.create({ ...ask('Hello'), response_format: { type: 'json_object' }, max_tokens: 30 }).catch((e) => [e.status, e.code, e.message]));
  log(await client.chat.completions.create({ ...ask('Hello'), messages: [{ role: 'assistant', content: 'a' }, { role: 'assistant', content: 'b' }] }).catch((e) => [e.status, e.code, e.message]));
  log(await client.chat.completions.create(ask('Hello '.repeat(9000))).catch((e) => [e.status, e.code, e.message]));
  worker.closeAllConnections(); worker.close(); s.closeAllConnections(); s.close(); await llm.close(); await engine.close();
}, 120000);
