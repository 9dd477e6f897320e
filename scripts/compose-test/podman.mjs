import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand, tryCommand } from './commands.mjs';

/** @typedef {import('./commands.mjs').CommandOptions} CommandOptions */

/**
 * @typedef {object} Podman
 * @property {(args: readonly string[], options?: CommandOptions) => Promise<string>} run has to succeed
 * @property {(args: readonly string[], options?: CommandOptions) => ReturnType<typeof tryCommand>} attempt
 * @property {Readonly<Record<string, string | undefined>>} environment
 */

/**
 * A podman with images, containers and networks of its own, in the work folder.
 *
 * @param {{ workDir: string, environment: Readonly<Record<string, string | undefined>> }} where
 * @returns {Promise<Podman>}
 */
export async function createPodman({ workDir, environment }) {
  const at = (/** @type {string[]} */ ...parts) => join(workDir, ...parts);
  await mkdir(at('networks'), { recursive: true });
  await writeFile(
    at('containers.conf'),
    `[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
static_dir = "${at('libpod')}"
volume_path = "${at('volumes')}"
[network]
network_backend = "netavark"
network_config_dir = "${at('networks')}"
`,
  );
  await writeFile(
    at('storage.conf'),
    `[storage]
driver = "overlay"
graphroot = "${at('storage')}"
runroot = "${at('run')}"
`,
  );
  const own = {
    ...environment,
    CONTAINERS_CONF: at('containers.conf'),
    CONTAINERS_STORAGE_CONF: at('storage.conf'),
    BUILDAH_ISOLATION: 'chroot',
    // Images in the OCI format can not carry a health check.
    BUILDAH_FORMAT: 'docker',
    TMPDIR: at('tmp'),
  };
  await mkdir(at('tmp'), { recursive: true });
  const fill = (/** @type {CommandOptions} */ options = {}) => ({ environment: own, ...options });
  return {
    run: (args, options) => runCommand(['podman', ...args], fill(options)),
    attempt: (args, options) => tryCommand(['podman', ...args], fill(options)),
    environment: own,
  };
}
