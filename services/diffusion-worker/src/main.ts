import { runProcess } from '@atelier/lifecycle';
import { createLogger, parseLogLevel } from '@atelier/logging';
import { createBlobStore, loadBlobStoreConfig } from '@atelier/storage';
import { loadDiffusionWorkerConfig } from './config.js';
import { startWorker } from './start-worker.js';

const environment = process.env;
const log = createLogger({
  service: 'diffusion-worker',
  level: parseLogLevel(environment['LOG_LEVEL']),
});

await runProcess({
  log,
  environment,
  start: async () => {
    const config = loadDiffusionWorkerConfig(environment);
    const blobs = await createBlobStore(loadBlobStoreConfig(environment));
    return startWorker({ config, blobs, log });
  },
});
