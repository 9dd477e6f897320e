// Whether this diffusion-worker takes jobs: its heartbeat in Redis says so, as the gateway sees it.
import { hostname } from 'node:os';
import { readFileSync } from 'node:fs';
import { createHeartbeats } from '@atelier/queue';

const file = process.env['REDIS_URL_FILE'];
const redisUrl = process.env['REDIS_URL'] || (file && readFileSync(file, 'utf8').trimEnd());
const name = process.env['WORKER_ID'] ?? `${hostname().slice(0, 100)}-`;
const workers = await createHeartbeats({ redisUrl }).live();
process.exit(workers.some(({ workerId }) => workerId.startsWith(name)) ? 0 : 1);
