import { fileURLToPath } from 'node:url';
import { runProcess } from '@atelier/lifecycle';
import { createLogger, parseLogLevel } from '@atelier/logging';
import { createBlobStore, loadBlobStoreConfig } from '@atelier/storage';
import { readVersion } from '@atelier/telemetry';
import { loadGatewayConfig } from './config.js';
import { startGateway } from './start-gateway.js';

const environment = process.env;
const log = createLogger({ service: 'gateway', level: parseLogLevel(environment['LOG_LEVEL']) });

await runProcess({
  log,
  environment,
  start: async () => {
    const config = loadGatewayConfig(environment);
    const blobs = await createBlobStore(loadBlobStoreConfig(environment));
    const dashboardDir =
      config.DASHBOARD_DIR ?? fileURLToPath(new URL('../../dashboard/dist', import.meta.url));
    const version = readVersion(new URL('../package.json', import.meta.url));
    return startGateway({ config, blobs, dashboardDir, version, log });
  },
});
