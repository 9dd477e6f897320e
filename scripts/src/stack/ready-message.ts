import { basename, relative } from 'node:path';
import type { StackOptions } from './stack-options.js';

/** The block that ends a start. Its first line says that a turn was answered, and nothing less. */
export function readyMessage(options: StackOptions, url: string): string {
  const { dataDir, diffusionWorkers } = options;
  const body = `{"user_id":"me","message":"Draw a red lighthouse at dusk"}`;
  const painters =
    diffusionWorkers === 1 ? '1 process draws' : `${diffusionWorkers} processes draw`;
  const folder = relative(options.root, dataDir).startsWith('..')
    ? dataDir
    : relative(options.root, dataDir);
  return [
    '',
    `Atelier is ready at ${url}`,
    '',
    `  engines   ${engines(options)}; ${painters}`,
    `  data      ${folder}`,
    `  logs      ${folder}/logs`,
    `  try       curl -s ${url}/chat -H 'content-type: application/json' \\`,
    `              -d '${body}'`,
    '',
    'Ctrl-C stops it.',
    '',
  ].join('\n');
}

/** What answers and what draws. */
function engines({ environment }: StackOptions): string {
  const chat = environment['REMOTE_CHAT_MODEL'] ?? environment['CHAT_MODEL_DIR'];
  const image = environment['IMAGE_MODEL_DIR'];
  if (!chat && !image) return 'mock: answers and pictures are made up, without a model';
  const name = (folder: string | undefined) => (folder ? basename(folder) : 'mock');
  return `${name(chat)} answers, ${name(image)} draws`;
}

/** The address that a person on this machine uses. */
export function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
