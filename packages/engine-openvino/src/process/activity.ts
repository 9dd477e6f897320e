import { readFileSync } from 'node:fs';

/** What the kernel says of a process. */
export interface Activity {
  /** `R` runs or would, `S` waits, `D` waits for a disk, `T` is stopped. */
  readonly state: string;
  /** CPU time of all its threads, in the kernel's ticks. */
  readonly cpuTicks: number;
}

/** Undefined where the kernel does not tell (not Linux) or the process is gone. */
export function activityOf(pid: number): Activity | undefined {
  let line: string;
  try {
    line = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The name in brackets may hold anything, brackets too; see proc(5) for the fields after it.
  const [state, ...fields] = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const cpuTicks = Number(fields[10]) + Number(fields[11]);
  return state === undefined || Number.isNaN(cpuTicks) ? undefined : { state, cpuTicks };
}
