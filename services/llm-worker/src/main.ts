import { runProcess } from '@atelier/lifecycle';
import { createLogger, parseLogLevel } from '@atelier/logging';
import { loadLlmWorkerConfig } from './config.js';
import { startWorker } from './start-worker.js';

const environment = process.env;
const log = createLogger({ service: 'llm-worker', level: parseLogLevel(environment['LOG_LEVEL']) });

await runProcess({
  log,
  environment,
  start: () => startWorker(loadLlmWorkerConfig(environment), log),
});
