import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who holds a lock. */
export interface ProcessIdentity {
  readonly pid: number;
  /** In words that only serve for comparing: process ids are used again. */
  readonly startTime: string;
  /** Process ids mean something within one of these only: a machine, or a container on it. */
  readonly space: string;
}

export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, startTime: startTimeOf(process.pid) ?? '', space: ownSpace() };
}

/** Undefined when this process can't tell, because the other lives in another container. */
export function isAlive(other: ProcessIdentity): boolean | undefined {
  if (other.space !== ownSpace()) return undefined;
  return startTimeOf(other.pid) === other.startTime;
}

function ownSpace(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

function startTimeOf(pid: number): string | undefined {
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
