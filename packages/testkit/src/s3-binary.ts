import { execFile } from 'node:child_process';
import { access, constants, mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { testVariable } from './test-environment.js';

const run = promisify(execFile);
const version = 'v1.8.0';
const buildDeadlineMs = 600_000;
/** From src as well as from dist. */
const toolsDir = join(import.meta.dirname, '..', '..', '..', '.tools', 'bin');

/**
 * The path of `versitygw`: from PATH, from `.tools/bin`, or built there with Go (a minute or two, once).
 * Undefined when none of these works; `log` is told why.
 */
export async function findS3Binary(log: (line: string) => void): Promise<string | undefined> {
  const folders = [...(testVariable('PATH') ?? '').split(delimiter), toolsDir];
  for (const folder of folders.filter((name) => name !== '')) {
    const path = join(folder, 'versitygw');
    if (await isExecutable(path)) return path;
  }
  return await build(log);
}

async function isExecutable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function build(log: (line: string) => void): Promise<string | undefined> {
  const module = `github.com/versity/versitygw/cmd/versitygw@${version}`;
  log(`Building ${module} with Go. This happens once.`);
  try {
    await mkdir(toolsDir, { recursive: true });
    await run('go', ['install', module], {
      // eslint-disable-next-line no-restricted-properties -- Go needs its own settings
      env: { ...process.env, GOBIN: toolsDir, GOTOOLCHAIN: 'local' },
      timeout: buildDeadlineMs,
      maxBuffer: 16 * 1024 * 1024,
    });
    return join(toolsDir, 'versitygw');
  } catch (error) {
    log(`No S3 server: versitygw is not here and could not be built (${reason(error)}).`);
    return undefined;
  }
}

function reason(error: unknown): string {
  const { code, stderr } = error as { readonly code?: unknown; readonly stderr?: string };
  if (code === 'ENOENT') return 'Go is not installed';
  return (stderr ?? String(error)).trim().split('\n').at(-1) ?? '';
}
