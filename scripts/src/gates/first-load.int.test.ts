import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** A file of the build, by the name of its source (of `.vite/manifest.json`). */
interface BuiltFile {
  readonly file: string;
  readonly imports?: readonly string[];
}

/** gzip, of all JavaScript before anybody does anything. */
const maxBytes = 200_000;
const buildMs = 300_000;
const dashboard = fileURLToPath(new URL('../../../services/dashboard', import.meta.url));
let folder: string;
let manifest: Readonly<Record<string, BuiltFile>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-first-load-'));
  const vite = join(dashboard, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', '--outDir', folder, '--emptyOutDir', '--manifest'];
  const build = spawn(process.execPath, [...args, '--logLevel', 'error'], {
    cwd: dashboard,
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const [code] = (await once(build, 'exit')) as [number | null];
  if (code !== 0) throw new Error('The dashboard could not be built.');
  const text = await readFile(join(folder, '.vite', 'manifest.json'), 'utf8');
  manifest = JSON.parse(text) as typeof manifest;
}, buildMs);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** What is loaded with these sources: they, and what they import. */
function loadedWith(sources: readonly string[]): ReadonlySet<string> {
  const loaded = new Set<string>();
  const left = [...sources];
  for (let source = left.pop(); source !== undefined; source = left.pop()) {
    const built = manifest[source];
    if (!built) throw new Error(`${source} is no file of the build`);
    if (loaded.has(built.file)) continue;
    loaded.add(built.file);
    left.push(...(built.imports ?? []));
  }
  return loaded;
}

/** The page itself, and the view that it begins with. */
const first = () => loadedWith(['index.html', 'src/chat/chat-view.tsx']);

describe('the first load', () => {
  it(`is ${maxBytes.toLocaleString('en')} bytes of JavaScript at most`, async () => {
    const files = await Promise.all(
      [...first(), 'theme.js'].map(async (file) => {
        const bytes = await readFile(join(folder, file));
        return { file, bytes: gzipSync(bytes, { level: 9 }).length };
      }),
    );
    const bytes = files.reduce((sum, one) => sum + one.bytes, 0);
    // In the message, so that whoever breaks it sees what is large.
    expect({ files, fits: bytes <= maxBytes }).toEqual({ files, fits: true });
  });

  it.each([
    'src/chat/messages/message-log.tsx',
    'src/studio/studio-view.tsx',
    'src/gallery/gallery-view.tsx',
    'src/jobs/jobs-view.tsx',
    'src/status/status-view.tsx',
  ])('leaves %s for later', (source) => {
    const file = manifest[source]?.file;
    expect(file).toBeDefined();
    expect(first().has(file ?? '')).toBe(false);
  });
});
