import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a process was started, in words that only serve for comparing. A process id alone does not
 * tell who it is: numbers are used again.
 *
 * @param {number} pid
 * @returns {string | undefined} undefined when there is no such process
 */
export function startTimeOf(pid) {
  try {
    if (process.platform !== 'linux') {
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    }
    // The name of the program stands in brackets and may hold anything; field 3 follows it.
    const [state, ...fields] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    // One that has ended and was not yet collected by its parent does nothing any more.
    return state === 'Z' || state === 'X' ? undefined : fields[18];
  } catch {
    return undefined;
  }
}
