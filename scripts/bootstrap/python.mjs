import { execFile } from 'node:child_process';
import { Refusal } from './refusal.mjs';

const oldest = { major: 3, minor: 10 };
const answerMs = 20_000;

/**
 * @typedef {object} Python
 * @property {string} command
 * @property {string} version for instance "3.11.7"
 */

/**
 * The Python to make the environment with: `PYTHON` if set, else `python3`, else `python`.
 *
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {Promise<Python>}
 */
export async function findPython(environment) {
  const candidates = environment['PYTHON'] ? [environment['PYTHON']] : ['python3', 'python'];
  for (const command of candidates) {
    const { output } = await ask(command, ['--version'], environment);
    const version = /^(?:Python )?(\d+)\.(\d+)\S*/m.exec(output);
    if (!version) continue;
    const [name, major, minor] = version;
    if (
      Number(major) < oldest.major ||
      (Number(major) === oldest.major && Number(minor) < oldest.minor)
    ) {
      // On some machines `python3` is missing and `python` is Python 2: the first answer counts.
      throw new Refusal(
        `Atelier needs Python ${oldest.major}.${oldest.minor} or newer, and ${command} is ${name}: install a newer one, or name it with PYTHON=/path/to/python3.`,
      );
    }
    await checkVenv(command, `${major}.${minor}`, environment);
    return { command, version: name.replace('Python ', '') };
  }
  throw new Refusal(
    `Atelier needs Python ${oldest.major}.${oldest.minor} or newer, and "${candidates.join('" and "')}" do not run here: install it (Debian: apt install python3 python3-venv), or name it with PYTHON=/path/to/python3.`,
  );
}

/**
 * Debian splits these modules off into a package of their own.
 *
 * @param {string} command
 * @param {string} version
 * @param {Readonly<Record<string, string | undefined>>} environment
 */
async function checkVenv(command, version, environment) {
  const { ok, isLate } = await ask(command, ['-c', 'import venv, ensurepip'], environment);
  if (ok) return;
  if (isLate) {
    throw new Refusal(
      `${command} did not answer within ${answerMs / 1_000} s: is the machine busy? Try again.`,
    );
  }
  throw new Refusal(
    `${command} has no venv module: install it (Debian and Ubuntu: apt install python${version}-venv), or name another Python with PYTHON=/path/to/python3.`,
  );
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {Promise<{ ok: boolean, isLate: boolean, output: string }>}
 */
function ask(command, args, environment) {
  return new Promise((resolve) => {
    const options = { timeout: answerMs, env: { ...environment, PYTHONNOUSERSITE: '1' } };
    execFile(command, args, options, (error, stdout, stderr) => {
      resolve({
        ok: error === null,
        isLate: error?.killed === true,
        output: `${stdout}\n${stderr}`,
      });
    });
  });
}
