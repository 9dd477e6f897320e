import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './run-command.js';
import { waitUntil } from './wait.js';

/**
 * Ends what an earlier start left behind in a cluster: a server whose parent was killed is stopped;
 * a `postmaster.pid` that names a process of somebody else (numbers are used again, above all in
 * containers) is removed, since Postgres would take it for a running server. The caller has to be
 * the only one who may use the cluster.
 *
 * @returns the process id of a server that did not stop.
 */
export async function endOrphan(cluster: string): Promise<number | undefined> {
  const pidFile = join(cluster, 'postmaster.pid');
  const pid = await readPid(pidFile);
  if (pid === undefined) return undefined;
  if (!(await isServerOf(pid, cluster))) {
    await rm(pidFile, { force: true });
    return undefined;
  }
  // SIGINT stops in good order, SIGQUIT at once; both let it clean up after itself.
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    trySignal(pid, signal);
    const gone = async () => !(await isServerOf(pid, cluster));
    const options = { deadlineMs: 5_000, intervalMs: 50, giveUp: () => false };
    if ((await waitUntil(gone, options)) === 'yes') return undefined;
  }
  return pid;
}

async function readPid(pidFile: string): Promise<number | undefined> {
  const content = await readFile(pidFile, 'utf8').catch(() => '');
  const pid = Number.parseInt(content, 10);
  return Number.isInteger(pid) && pid > 1 ? pid : undefined;
}

async function isServerOf(pid: number, cluster: string): Promise<boolean> {
  const commandLine = await readCommandLine(pid);
  return commandLine.includes('postgres') && commandLine.includes(cluster);
}

async function readCommandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') {
    return await readFile(`/proc/${String(pid)}/cmdline`, 'utf8').catch(() => '');
  }
  const args = ['-o', 'command=', '-p', String(pid)];
  const { lines } = await runCommand(
    { command: 'ps', args, env: { PATH: '/usr/bin:/bin' } },
    { deadlineMs: 5_000 },
  );
  return lines.join('\n');
}

function trySignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already.
  }
}
