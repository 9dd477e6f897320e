import { parseArgs } from 'node:util';
import { AppError } from '@atelier/errors';

/** What the command line asks for. */
export interface DownloadModelsOptions {
  readonly ids: readonly string[];
  readonly all: boolean;
  readonly force: boolean;
  readonly pack: string | undefined;
  readonly unpack: string | undefined;
  readonly verify: boolean;
  readonly list: boolean;
  readonly help: boolean;
}

export const helpText = `Fetches models, so that Atelier has them when it starts.

  npm run download-models -- [ids] [options]

  ids              which models; without any, the standard chat and image model
  --all            every model of the catalog (many gigabytes)
  --force          fetch anew what is here already
  --pack FILE      then write the models into one archive
  --unpack FILE    install the models of an archive; needs no network
  --verify         compute the hashes of the models that are here anew, of all or of the ids
  --list           show the catalog and what is here
  --help           show this

MODELS_DIR is where models go (data/models), HF_ENDPOINT the hub, HF_TOKEN or HF_TOKEN_FILE your
access token for it; OFFLINE=true asks no hub. They are read from a file .env, too.

The exit code is 0 when all went well, 1 when something did not, 2 for a wrong command line and 130
after Ctrl-C. Whatever ends a download early: the same command goes on from there.
`;

/** @throws AppError `INVALID_INPUT` with a sentence about the command line. */
export function parseOptions(argv: readonly string[]): DownloadModelsOptions {
  const { values, positionals } = parse(argv);
  const { all = false, force = false, verify = false, list = false, help = false } = values;
  const { pack, unpack } = values;
  const ways = [list && '--list', verify && '--verify', unpack !== undefined && '--unpack'];
  const chosen = ways.filter((way) => way !== false);
  const loads = force || pack !== undefined;
  if (chosen.length > 1 || (chosen.length === 1 && loads)) {
    const others = [force && '--force', pack !== undefined && '--pack'].filter(Boolean);
    throw wrong(`${[...chosen, ...others].join(' and ')} do not go together`);
  }
  if (all && positionals.length > 0) throw wrong('give ids or --all');
  if ((list || unpack !== undefined) && (all || positionals.length > 0)) {
    throw wrong(`${chosen.join('')} takes no ids`);
  }
  return { ids: positionals, all, force, pack, unpack, verify, list, help };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        all: { type: 'boolean' },
        force: { type: 'boolean' },
        pack: { type: 'string' },
        unpack: { type: 'string' },
        verify: { type: 'boolean' },
        list: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split('. ');
    throw wrong(sentence.replace(/\.$/, ''));
  }
}

function wrong(what: string): AppError {
  return new AppError('INVALID_INPUT', `${what}; see --help.`);
}
