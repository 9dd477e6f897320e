import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPlatform } from './checks.mjs';
import { findChromium } from './chromium.mjs';
import { install } from './install.mjs';
import { onInterrupt } from './interrupt.mjs';
import { noNetworkPrefix } from './no-network.mjs';
import { createProgress } from './progress.mjs';
import { findPython } from './python.mjs';
import { runAttached } from './run-attached.mjs';
import { startTestServers } from './test-servers.mjs';

const jest = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
];

/**
 * From a bare machine to a verdict. Words after `npm test --` go to jest, and skip the gates.
 *
 * @param {{ root: string, argv: readonly string[] }} input
 * @returns {Promise<number>} the exit code
 */
export async function testAtelier({ root, argv }) {
  const interrupt = onInterrupt();
  const { signal } = interrupt;
  const progress = createProgress(process.stdout);
  const report = createReport(progress);
  const node = (/** @type {readonly string[]} */ args, environment = process.env) =>
    runAttached(process.execPath, args, { root, environment, signal });
  checkPlatform(process.platform);
  const chromium = needsChromium(argv) ? await findChromium(process.env) : undefined;

  await report.stage('install', async () => {
    const python = await findPython(process.env);
    await install({
      root,
      environment: process.env,
      python,
      runtime: 'test',
      progress,
      signal,
    });
    return 0;
  });
  // Everything that tests leave lying about goes with this folder.
  const folder = await mkdtemp(join(tmpdir(), 'atelier-test-'));
  // The S3 server may have to be compiled: that goes on beside the gates.
  const starting = startTestServers({ root, folder, say: progress.line });
  starting.catch(() => undefined);
  try {
    const checked =
      argv.length > 0 ? 0 : await report.stage('check', () => node(['scripts/check.mjs']));
    if (checked !== 0) return report.end();
    const servers = await starting;
    const environment = {
      ...process.env,
      ...servers.variables,
      TMPDIR: servers.tmp,
      ...(chromium && { CHROMIUM: chromium }),
    };
    const run = (/** @type {readonly string[]} */ args) => node([...jest, ...args], environment);
    if (argv.length > 0) {
      await report.stage('tests', () => run(argv));
      return report.end();
    }
    const python = join(root, '.venv', 'bin', 'python');
    /** @param {string[]} folders */
    const pytest = (...folders) =>
      runAttached(python, ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', ...folders], {
        root,
        environment,
        signal,
      });
    // The same first start once more, where nothing but this machine can be reached.
    const alone = async () => {
      const prefix = await noNetworkPrefix({ root, python });
      if (!prefix) {
        progress.line('Not run: this machine gives us no network namespace (Linux, unshare).');
        return 0;
      }
      const [command, ...args] = prefix;
      const starter = ['--selectProjects', 'e2e', '--testPathPatterns', 'src/starter'];
      const words = [...args, process.execPath, ...jest, ...starter];
      return runAttached(command, words, { root, environment, signal });
    };
    /** @type {[string, () => Promise<number>][]} */
    const stages = [
      // Most of them wait for something: a few more at once than there are cores.
      ['unit and int', () => run(['--selectProjects', 'unit', 'int', '--maxWorkers=3'])],
      ['runtime', () => pytest('packages/openvino-runtime')],
      ['starters', () => pytest('scripts/train-starter', 'scripts/eval-starter')],
      ['e2e', () => run(['--selectProjects', 'e2e', '--maxWorkers=2'])],
      ['browser', () => run(['--selectProjects', 'browser', '--maxWorkers=2'])],
      ['no network', alone],
    ];
    for (const [name, work] of stages) if ((await report.stage(name, work)) !== 0) break;
    return report.end();
  } finally {
    const servers = await starting.catch(() => undefined);
    await servers?.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    interrupt.release();
  }
}

/**
 * Some of the tests drive a browser. That it is missing is said before the long work.
 *
 * @param {readonly string[]} argv
 */
function needsChromium(argv) {
  return argv.length === 0 || argv.some((word) => /browser|screenshots/.test(word));
}

/** @param {import('./progress.mjs').Progress} progress */
function createReport(progress) {
  /** @type {{ name: string, code: number, seconds: number }[]} */
  const rows = [];
  return {
    /**
     * @param {string} name
     * @param {() => Promise<number>} work
     */
    async stage(name, work) {
      progress.line(`\n== ${name}`);
      const startedAt = Date.now();
      const code = await work();
      rows.push({ name, code, seconds: Math.round((Date.now() - startedAt) / 1_000) });
      return code;
    },
    end() {
      progress.line('');
      for (const { name, code, seconds } of rows) {
        progress.line(`${code === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(14)} ${seconds} s`);
      }
      return rows.find(({ code }) => code !== 0)?.code ?? 0;
    },
  };
}
