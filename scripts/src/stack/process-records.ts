import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { startTimeOf } from '../../bootstrap/process-identity.mjs';

const ProcessRecord = z.object({ name: z.string(), pid: z.int(), startTime: z.string() });
type ProcessRecord = z.infer<typeof ProcessRecord>;

/** The file that says which processes belong to this stack. */
export interface ProcessRecords {
  /** Writes the process down before this returns, in the place of an older one of that name. */
  record(name: string, pid: number): void;
  remove(): void;
}

/** How long a process that was left over may take to stop in good order. */
const politeMs = 3_000;

export function createProcessRecords(path: string): ProcessRecords {
  const records = new Map<string, ProcessRecord>();
  return {
    record: (name, pid) => {
      const startTime = startTimeOf(pid);
      if (startTime === undefined) return;
      records.set(name, { name, pid, startTime });
      writePrivateJson(path, [...records.values()]);
    },
    remove: () => {
      rmSync(path, { force: true });
    },
  };
}

/**
 * Ends what a supervisor that was killed has left running. A process counts only when its start time
 * fits, too: its number may by now be somebody else's.
 *
 * @returns the names of those that were ended
 */
export async function endLeftOvers(path: string): Promise<string[]> {
  const left = readRecords(path).filter(isAlive);
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    for (const record of left.filter(isAlive)) trySignal(record.pid, signalFor(record, signal));
    const end = Date.now() + politeMs;
    while (left.some(isAlive) && Date.now() < end) await sleep(25);
  }
  rmSync(path, { force: true });
  return left.map(({ name }) => name);
}

/** Postgres takes SIGTERM as "wait until everyone has left". */
function signalFor({ name }: ProcessRecord, signal: 'SIGTERM' | 'SIGKILL'): NodeJS.Signals {
  return name === 'postgres' && signal === 'SIGTERM' ? 'SIGINT' : signal;
}

function isAlive({ pid, startTime }: ProcessRecord): boolean {
  return startTimeOf(pid) === startTime;
}

function trySignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already.
  }
}

function readRecords(path: string): ProcessRecord[] {
  try {
    return z.array(ProcessRecord).parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return [];
  }
}

/** Writes a file for the owner's eyes, whole or not at all. */
export function writePrivateJson(path: string, value: unknown): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
