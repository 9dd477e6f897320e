// API keys inside the gateway's container: `docker compose exec gateway node keys.mjs --help`.
import { runKeys } from './dist/keys/main.js';

process.exitCode = await runKeys({ root: '/app', argv: process.argv.slice(2) });
