import { existsSync, readFileSync, unlinkSync } from 'node:fs';

/** Places where a test can make the process die as if by SIGKILL. */
export type Failpoint = 'after-accept';

export type HitFailpoint = (name: Failpoint) => void;

/**
 * Dies at the failpoint that `file` names, once: the file is removed first. Without a file name
 * nothing is ever checked.
 */
export function createFailpoints(file: string | undefined): HitFailpoint {
  if (file === undefined) return () => undefined;
  return (name) => {
    if (!existsSync(file) || readFileSync(file, 'utf8').trim() !== name) return;
    unlinkSync(file);
    process.kill(process.pid, 'SIGKILL');
  };
}
