import { readdirSync, readFileSync } from 'node:fs';

/** What the kernel says of a process. */
export interface Activity {
  /**
   * `R` some thread runs or would, `D` some thread waits for a disk, else that of the first thread:
   * `S` waits, `T` is stopped.
   */
  readonly state: string;
  /** CPU time of all its threads, in the kernel's ticks. */
  readonly cpuTicks: number;
}

/** Undefined where the kernel does not tell (not Linux) or the process is gone. */
export function activityOf(pid: number): Activity | undefined {
  const whole = readStat(`/proc/${pid}/stat`);
  if (!whole) return undefined;
  // On a busy machine a worker may get no CPU time for long, while the first thread waits for it.
  const states = threadsOf(pid).map(
    (thread) => readStat(`/proc/${pid}/task/${thread}/stat`)?.state,
  );
  const state = ['R', 'D'].find((active) => states.includes(active)) ?? whole.state;
  return { state, cpuTicks: whole.cpuTicks };
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

function readStat(file: string): Activity | undefined {
  let line: string;
  try {
    line = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  // The name in brackets may hold anything, brackets too; see proc(5) for the fields after it.
  const [state, ...fields] = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const cpuTicks = Number(fields[10]) + Number(fields[11]);
  return state === undefined || Number.isNaN(cpuTicks) ? undefined : { state, cpuTicks };
}
