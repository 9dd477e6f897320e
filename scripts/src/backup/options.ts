import { parseArgs } from 'node:util';
import { AppError } from '@atelier/errors';

/** What the command line asks for. */
export interface BackupOptions {
  readonly command: 'create' | 'verify' | 'restore' | 'help';
  /** The folder of the backup, as it was written. */
  readonly folder: string;
  /** Restore over what is there. */
  readonly replace: boolean;
  /** Where Atelier keeps its data, when not in the usual place. */
  readonly dataDir: string | undefined;
}

export const helpText = `Backs up, checks and restores what Atelier keeps: the database and the pictures.

  npm run backup -- create FOLDER    may run while Atelier does
  npm run backup -- verify FOLDER    compares every file with its hash
  npm run backup -- restore FOLDER   with Atelier stopped

  --replace        restore over a database that is not empty: everything in it goes
  --data-dir DIR   data folder of Atelier, when npm start was given one
  --help           show this

The database is DATABASE_URL where that is set, else the Postgres that npm start brings; pictures are
in S3_BUCKET or BLOB_DIR where those are set, else in the data folder. A file .env is read, too.
PG_BIN_DIR names the folder of pg_dump, pg_restore and psql, which must not be older than the server;
left out, they are the ones that come with Atelier, or the machine's.

The exit code is 0 when all went well, 1 when something did not and 2 for a wrong command line.
`;

const commands = ['create', 'verify', 'restore'] as const;

/** @throws AppError `INVALID_INPUT` with a sentence about the command line. */
export function parseOptions(argv: readonly string[]): BackupOptions {
  const { values, positionals } = parse(argv);
  const { replace = false, help = false, 'data-dir': dataDir } = values;
  const [said, folder, ...rest] = positionals;
  if (help || said === 'help') return { command: 'help', folder: '', replace, dataDir };
  const command = commands.find((one) => one === said);
  if (command === undefined) throw wrong('say "create", "verify" or "restore"');
  if (folder === undefined || folder === '' || rest.length > 0)
    throw wrong(`"${command}" takes one folder`);
  if (replace && command !== 'restore') throw wrong('--replace goes with "restore"');
  return { command, folder, replace, dataDir };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        replace: { type: 'boolean' },
        'data-dir': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split('. ');
    throw wrong(sentence.replace(/\.$/, ''));
  }
}

function wrong(what: string): AppError {
  return new AppError('INVALID_INPUT', `${what}; see npm run backup -- --help.`);
}
