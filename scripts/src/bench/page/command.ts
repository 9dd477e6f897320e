import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { toCount } from '../options.js';
import { makePictureFiles } from './made-pictures.js';
import { measurePage } from './measure-page.js';
import { createMockApi } from './mock-api.js';
import { servePage } from './page-server.js';

const help = `npm run bench -- page [options]

Builds the dashboard and looks at it in Chromium, with a made-up API behind it: the JavaScript of
the first load, and how long the page's main thread is held up while a long conversation and a full
gallery are opened and scrolled through.

  --dist DIR       a built dashboard, rather than building one
  --chromium FILE  the browser (/usr/bin/chromium)
  --messages N     of the conversation (1000)
  --pictures N     of the gallery (5000)
  --slower N       makes the browser so many times slower (1)
`;

const options = {
  dist: { type: 'string' },
  chromium: { type: 'string', default: '/usr/bin/chromium' },
  messages: { type: 'string', default: '1000' },
  pictures: { type: 'string', default: '5000' },
  slower: { type: 'string', default: '1' },
  help: { type: 'boolean', default: false },
} as const;

const dashboard = fileURLToPath(new URL('../../../../services/dashboard/', import.meta.url));

/** `npm run bench -- page`. */
export async function benchPage(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const made =
    values.dist === undefined ? await mkdtemp(join(tmpdir(), 'atelier-page-')) : undefined;
  if (made !== undefined) await buildDashboard(made);
  const answer = createMockApi({
    messages: toCount('messages', values.messages),
    pictures: toCount('pictures', values.pictures),
    files: await makePictureFiles(),
  });
  const server = await servePage(values.dist ?? made ?? '', answer);
  const browser = await chromium.launch({ executablePath: values.chromium });
  try {
    await measurePage({ browser, url: server.url, slower: toCount('slower', values.slower) });
  } finally {
    await browser.close();
    await server.close();
    if (made !== undefined) await rm(made, { recursive: true });
  }
}

async function buildDashboard(folder: string): Promise<void> {
  const vite = join(dashboard, 'node_modules/vite/bin/vite.js');
  const args = [vite, 'build', '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn'];
  const child = spawn(process.execPath, args, { cwd: dashboard, stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error('The dashboard could not be built.');
}
