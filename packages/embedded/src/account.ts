import { lchown, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@atelier/errors';
import { runCommand } from './run-command.js';
import type { ServerCommand } from './server-process.js';

/** The account that a server runs under. */
export interface Account {
  /** Rewrites a command so that it runs under this account. */
  readonly wrap: (command: ServerCommand) => ServerCommand;
  /** Gives a folder and all in it to this account. */
  readonly own: (folder: string) => Promise<void>;
}

const probeDeadlineMs = 5_000;

/**
 * An account for Postgres, which refuses root. An ordinary user runs it as it is. Root runs it in a
 * user namespace, where root's files belong to an ordinary account; where the system does not allow
 * that, as `nobody`, which then owns `dataDir`.
 *
 * @throws AppError `CANNOT_START` when `nobody` can not reach the folders.
 */
export async function chooseAccount(paths: {
  readonly binDir: string;
  readonly dataDir: string;
}): Promise<Account> {
  if (process.getuid?.() !== 0) {
    return { wrap: (command) => command, own: () => Promise.resolve() };
  }
  const account = (await inNamespace()) ?? (await asNobody(paths));
  await account.own(paths.dataDir);
  return account;
}

async function inNamespace(): Promise<Account | undefined> {
  const options = ['--user', '--map-user=65534', '--map-group=65534'];
  const wrap: Account['wrap'] = (command) => ({
    ...command,
    command: 'unshare',
    args: [...options, command.command, ...command.args],
  });
  if (!(await works(wrap(probe('true'))))) return undefined;
  return { wrap, own: (folder) => giveTo(folder, { uid: 0, gid: 0 }) };
}

async function asNobody(paths: { binDir: string; dataDir: string }): Promise<Account> {
  const ids = await findNobody();
  const wrap: Account['wrap'] = (command) => ({ ...command, ...ids });
  const own = (folder: string) => giveTo(folder, ids);
  await own(paths.dataDir);
  const test = 'cd "$1" && test -w . && test -x "$2/postgres"';
  if (await works(wrap(probe('/bin/sh', '-c', test, 'sh', paths.dataDir, paths.binDir)))) {
    return { wrap, own };
  }
  throw new AppError(
    'CANNOT_START',
    `Postgres does not run as root, and the account "nobody" can not reach ${paths.dataDir} and ${paths.binDir}: start Atelier as an ordinary user, or put it and its data in a folder that every account may enter.`,
  );
}

async function works(command: ServerCommand): Promise<boolean> {
  return (await runCommand(command, { deadlineMs: probeDeadlineMs })).ok;
}

function probe(command: string, ...args: string[]): ServerCommand {
  return { command, args, env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } };
}

interface Ids {
  readonly uid: number;
  readonly gid: number;
}

/** `nobody` is 65534 on most systems; the others have it in /etc/passwd. */
async function findNobody(): Promise<Ids> {
  const accounts = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const [, , uid, gid] = (/^nobody:.*$/m.exec(accounts)?.[0] ?? '').split(':');
  return { uid: toId(uid), gid: toId(gid) };
}

function toId(text: string | undefined): number {
  const id = Number(text);
  return Number.isInteger(id) && id > 0 ? id : 65_534;
}

/** Only a folder that belongs to somebody else is walked through. */
async function giveTo(folder: string, ids: Ids): Promise<void> {
  const { uid, gid } = await stat(folder);
  if (uid === ids.uid && gid === ids.gid) return;
  for (const entry of await readdir(folder, { recursive: true })) {
    await lchown(join(folder, entry), ids.uid, ids.gid);
  }
  // The folder itself comes last, so that a walk that was cut short is done again.
  await lchown(folder, ids.uid, ids.gid);
}
