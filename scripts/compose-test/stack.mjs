import { rm, writeFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from './commands.mjs';
import { keepChecking } from './health.mjs';

/** @typedef {import('./podman.mjs').Podman} Podman */

const project = 'atelier-test';
const ofProject = `label=com.docker.compose.project=${project}`;

/**
 * @typedef {object} Stack
 * @property {string} url where the gateway is published
 * @property {number} port
 * @property {Podman} podman
 * @property {() => Promise<void>} build
 * @property {() => Promise<void>} up
 * @property {(service: string, number: number) => Promise<void>} scale
 * @property {() => Promise<void>} down with volumes
 * @property {() => Promise<string[]>} containers names of those that run
 * @property {(service: string, number?: number) => string} nameOf the container
 * @property {(service: string, command: readonly string[]) => Promise<string>} exec in a container
 * @property {(what: string, probe: () => Promise<boolean>, timeoutMs?: number) => Promise<void>} waitFor
 * @property {(line: string) => void} say
 * @property {() => Promise<string>} describe what happened, for a person
 * @property {() => void} close
 */

/**
 * compose.yaml as it is, with passwords made by docker/make-env.sh.
 *
 * @param {object} options
 * @param {string} options.root
 * @param {string} options.workDir
 * @param {string} options.compose path of podman-compose
 * @param {Podman} options.podman
 * @param {number} options.port
 * @param {(line: string) => void} options.say
 * @returns {Promise<Stack>}
 */
export async function createStack({ root, workDir, compose, podman, port, say }) {
  const file = join(workDir, 'compose.env');
  await rm(file, { force: true });
  await runCommand(['sh', join(root, 'docker/make-env.sh'), file]);
  const secrets = await readFile(file, 'utf8');
  // No model is fetched: those that ship answer and draw.
  await writeFile(file, `${secrets}PUBLISH_PORT=${port}\nMODELS_AUTO_DOWNLOAD=false\n`);
  const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...podman.environment };
  /** @param {readonly string[]} args */
  const call = (...args) =>
    runCommand(
      [compose, '--env-file', file, '-f', join(root, 'compose.yaml'), '-p', project, ...args],
      { cwd: root, environment, timeoutMs: 1_800_000 },
    );
  const start = ['up', '--detach', '--no-build'];
  const health = keepChecking(podman, project);
  const containers = async () => {
    const names = await podman.run(['ps', '--filter', ofProject, '--format', '{{.Names}}']);
    return names.split('\n').filter(Boolean).sort();
  };
  const nameOf = (/** @type {string} */ service, number = 1) => `${project}_${service}_${number}`;

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    podman,
    containers,
    nameOf,
    say,
    async build() {
      // One after another: they share their first stages, and the machine has few cores.
      for (const service of ['gateway', 'llm-worker', 'diffusion-worker']) {
        await call('build', ...(await registries()), service);
        say(`built ${service}`);
      }
    },
    async up() {
      // In two steps, and the second without "requires": podman starts nothing that requires a
      // container which has ended, as minio-init has.
      await call(...start, 'postgres', 'redis', 'minio', 'minio-init');
      await call(...start, '--no-deps', 'gateway', 'llm-worker', 'diffusion-worker');
    },
    async scale(service, number) {
      const more = ['--no-recreate', '--no-deps', '--scale', `${service}=${number}`];
      await call(...start, ...more, service);
    },
    async down() {
      // podman-compose forgets containers that were added by --scale.
      const all = await podman.run(['ps', '--all', '--quiet', '--filter', ofProject]);
      const ids = all.split('\n').filter(Boolean);
      if (ids.length > 0) await podman.run(['rm', '--force', '--volumes', '--time', '10', ...ids]);
      await call('down', '--volumes');
    },
    exec: (service, command) => podman.run(['exec', nameOf(service), ...command]),
    async waitFor(what, probe, timeoutMs = 180_000) {
      const end = Date.now() + timeoutMs;
      while (!(await probe().catch(() => false))) {
        if (Date.now() > end) throw new Error(`Waited in vain: ${what}.`);
        await sleep(1_000);
      }
      say(what);
    },
    async describe() {
      const all = ['ps', '--all', '--format', '{{.Names}}\t{{.Status}}'];
      const list = await podman.attempt(all);
      const parts = [list.output, `health: ${JSON.stringify(health.states())}`];
      for (const name of list.output.split('\n').map((line) => line.split('\t')[0] ?? '')) {
        if (!name.startsWith(project)) continue;
        const { output } = await podman.attempt(['logs', '--tail', '15', name]);
        parts.push(`--- ${name}`, output);
      }
      return parts.join('\n');
    },
    close: health.stop,
  };
}

/** Where this machine's package managers ask, for those in the images. */
async function registries() {
  const npm = await runCommand(['npm', 'config', 'get', 'registry', '--silent']);
  const pip = process.env['PIP_INDEX_URL'];
  return [
    ...['--build-arg', `NPM_CONFIG_REGISTRY=${npm.split('\n').at(-1)}`],
    ...(pip ? ['--build-arg', `PIP_INDEX_URL=${pip}`] : []),
  ];
}
