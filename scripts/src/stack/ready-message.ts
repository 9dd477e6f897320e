import { relative } from 'node:path';
import type { HealthView } from '@atelier/contracts';
import type { StackOptions } from './stack-options.js';

/**
 * The block that ends a start. Its first line says that a turn was answered, and nothing less.
 *
 * @param health where it could be asked: names the models
 */
export function readyMessage(
  options: StackOptions,
  url: string,
  health: HealthView | undefined,
): string {
  const { dataDir, diffusionWorkers, environment } = options;
  const isKeyed = environment['AUTH_MODE'] === 'api-key';
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
    `  engines   ${health ? engines(health) : 'not known'}; ${painters}`,
    ...(health ? fallbacks(health).map((says) => `  models    ${says}`) : []),
    `  data      ${folder}`,
    `  logs      ${folder}/logs`,
    ...(isKeyed ? [`  keys      npm run keys -- create --user NAME`] : []),
    `  try       curl -s ${url}/chat -H 'content-type: application/json' \\`,
    ...(isKeyed ? [`              -H 'authorization: Bearer KEY' \\`] : []),
    `              -d '${body}'`,
    '',
    'Ctrl-C stops it.',
    '',
  ].join('\n');
}

/** What answers and what draws. */
function engines({ dependencies }: HealthView): string {
  const { llm_worker: chat, image_queue: pictures } = dependencies;
  const image = pictures.engines[0];
  if (chat.engine === 'mock' && image?.engine === 'mock') {
    return 'mock: answers and pictures are made up, without a model';
  }
  return `${chat.model ?? 'nothing'} answers, ${image?.model ?? 'nothing yet'} draws`;
}

/** Why models stand in for others, a sentence each. */
function fallbacks({ dependencies }: HealthView): readonly string[] {
  const { llm_worker: chat, image_queue: pictures } = dependencies;
  return [chat, ...pictures.engines].flatMap(({ fallback }) => fallback?.says ?? []);
}

/** The address that a person on this machine uses. */
export function urlOf(host: string, port: number): string {
  const here = everywhere[host] ?? host;
  return `http://${here.includes(':') ? `[${here}]` : here}:${port}`;
}

/** What stands for all addresses, and this machine's among them. */
const everywhere: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };
