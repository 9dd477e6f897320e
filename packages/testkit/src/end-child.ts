import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Ends a child with SIGTERM, by force after `graceMs`. Resolves when it is gone. */
export async function endChild(child: ChildProcess, graceMs = 5_000): Promise<void> {
  // A child that never came to be has no id.
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await exited;
  clearTimeout(timer);
}
