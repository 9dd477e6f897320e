import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findPython } from '../bootstrap/python.mjs';
import { Refusal } from '../bootstrap/refusal.mjs';
import { runCommand, tryCommand } from './commands.mjs';

const needed = ['podman', 'runc', 'debootstrap', 'iptables', 'go', 'npm', 'tar'];
const composePackage = 'podman-compose==1.6.0';

/**
 * Refuses where something is missing that this script can not bring itself.
 *
 * @param {Readonly<Record<string, string | undefined>>} environment
 */
export async function checkTools(environment) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new Refusal('The test of compose.yaml runs on Linux as root: it makes networks.');
  }
  const missing = [];
  for (const name of needed) {
    const { code } = await tryCommand(['sh', '-c', `command -v ${name}`], { environment });
    if (code !== 0) missing.push(name);
  }
  for (const name of ['netavark', 'aardvark-dns']) {
    if (!existsSync(join('/usr/lib/podman', name))) missing.push(name);
  }
  if (missing.length > 0) {
    throw new Refusal(`Missing on this machine: ${missing.join(', ')}; see --help.`);
  }
}

/**
 * A Python of our own with podman-compose in it.
 *
 * @param {{ workDir: string, environment: Readonly<Record<string, string | undefined>> }} where
 * @returns {Promise<{ python: string, compose: string }>} paths
 */
export async function installCompose({ workDir, environment }) {
  const venv = join(workDir, 'venv');
  const python = join(venv, 'bin', 'python');
  const compose = join(venv, 'bin', 'podman-compose');
  if (existsSync(compose)) return { python, compose };
  const { command } = await findPython(environment);
  await runCommand([command, '-m', 'venv', venv]);
  await runCommand([python, '-m', 'pip', 'install', '--quiet', composePackage]);
  return { python, compose };
}
