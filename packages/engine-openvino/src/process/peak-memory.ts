import { readFileSync } from 'node:fs';

/**
 * Most memory that a process has held at once since it started, in bytes; undefined where the kernel
 * does not tell (not Linux) or the process is gone.
 */
export function peakMemoryBytesOf(pid: number): number | undefined {
  let status: string;
  try {
    status = readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return undefined;
  }
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1_024;
}
