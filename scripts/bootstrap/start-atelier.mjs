import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkDataFolder, checkHost, checkPlatform, checkPort } from './checks.mjs';
import { checkEngine, needsRuntime } from './engine.mjs';
import { install } from './install.mjs';
import { onInterrupt } from './interrupt.mjs';
import { takeLock } from './lock.mjs';
import { helpText, readOptions } from './options.mjs';
import { createProgress } from './progress.mjs';
import { findPython } from './python.mjs';
import { Refusal } from './refusal.mjs';

/**
 * From a bare machine to a running Atelier. What can go wrong at once is asked first, the long work
 * comes after.
 *
 * @param {{ root: string, argv: readonly string[] }} input
 * @returns {Promise<number>} the exit code, when Atelier has stopped
 */
export async function startAtelier({ root, argv }) {
  const options = readOptions({ root, argv, environment: process.env });
  const progress = createProgress(process.stdout);
  if (options.help) {
    progress.line(helpText());
    return 0;
  }
  const { host, port, dataDir, environment } = options;
  checkPlatform(process.platform);
  checkHost(host, options.environment['AUTH_MODE']);
  await checkDataFolder(dataDir);
  const lock = await lockDataFolder(dataDir);
  try {
    await checkPort({ host, port });
    const runtime = needsRuntime(options) ? 'run' : 'none';
    const python = needsPython(options) ? await findPython(environment) : undefined;
    checkEngine({ root, ...options });
    const interrupt = onInterrupt();
    const { signal } = interrupt;
    progress.line('Atelier');
    await install({ root, environment, python, runtime, progress, signal });
    interrupt.release();
    const stack = await import(
      pathToFileURL(join(root, 'scripts', 'dist', 'stack', 'main.js')).href
    );
    return await stack.runStack({ root, ...options });
  } finally {
    lock.release();
  }
}

/** @param {string} dataDir */
async function lockDataFolder(dataDir) {
  const lock = await takeLock(join(dataDir, 'run', 'lock'));
  if ('release' in lock) return lock;
  throw new Refusal(
    `Atelier already runs on the data folder ${dataDir} (process ${lock.heldBy}): stop it first, or choose another folder with --data-dir.`,
  );
}

/** @param {import('./options.mjs').StartOptions} options */
function needsPython(options) {
  const { environment } = options;
  if (needsRuntime(options)) return true;
  return !(environment['DATABASE_URL'] && environment['REDIS_URL']);
}
