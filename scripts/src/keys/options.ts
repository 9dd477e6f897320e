import { parseArgs } from 'node:util';
import { ApiKeyScope, text } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { z } from 'zod';

export type KeysCommand =
  | {
      readonly command: 'create';
      readonly user: string;
      readonly name: string;
      readonly scopes: readonly ApiKeyScope[];
    }
  | { readonly command: 'revoke'; readonly id: string }
  | { readonly command: 'list' | 'help' };

/** What the command line asks for. */
export type KeysOptions = KeysCommand & {
  /** Where the running Atelier keeps its data, when not in the usual place. */
  readonly dataDir: string | undefined;
};

const defaultScopes: readonly ApiKeyScope[] = ['chat', 'pictures'];
const defaultName = 'key';

export const helpText = `Makes, lists and revokes the API keys that AUTH_MODE=api-key asks for.

  npm run keys -- create --user NAME [--name LABEL] [--scopes SCOPES]
  npm run keys -- list
  npm run keys -- revoke ID

  --user NAME      whom the key lets in; keys of one user see the same conversations and pictures.
                   "local" owns what was made without keys
  --name LABEL     what the key is for, to find it again in the list (${defaultName})
  --scopes SCOPES  what it may be used for, of ${ApiKeyScope.options.join(', ')}, with commas
                   (${defaultScopes.join(',')}); "models" also fetches, chooses and deletes models
  --data-dir DIR   data folder of the running Atelier, when npm start was given one
  --help           show this

create prints the key and nothing else on standard output, this once: only its hash is kept. A key
that is revoked ends at once. The keys are in DATABASE_URL where that is set (a file .env is read,
too), else in the Postgres of the running Atelier.
`;

const Name = text(1, 128);
const Scopes = z.array(ApiKeyScope).min(1);

/** @throws AppError `INVALID_INPUT` with a sentence about the command line. */
export function parseOptions(argv: readonly string[]): KeysOptions {
  const { values, positionals } = parse(argv);
  const { user, name, scopes, help = false, 'data-dir': dataDir } = values;
  const [command, ...rest] = positionals;
  if (help || command === 'help') return { command: 'help', dataDir };
  if (command !== 'create' && (user ?? name ?? scopes) !== undefined) {
    throw wrong('--user, --name and --scopes go with "create"');
  }
  if (command === 'revoke') {
    const id = z.uuid().safeParse(rest[0]);
    if (!id.success || rest.length > 1) throw wrong('"revoke" takes the id of one key');
    return { command, id: id.data, dataDir };
  }
  if (rest.length > 0) throw wrong(`"${String(rest[0])}" is one word too many`);
  if (command === 'list') return { command, dataDir };
  if (command !== 'create') throw wrong('say "create", "list" or "revoke"');
  if (user === undefined) throw wrong('"create" needs --user NAME');
  return {
    command,
    user: parsed(Name, user, '--user takes a name of at most 128 characters'),
    name: parsed(Name, name ?? defaultName, '--name takes a label of at most 128 characters'),
    scopes:
      scopes === undefined
        ? defaultScopes
        : parsed(
            Scopes,
            [...new Set(scopes.split(',').map((scope) => scope.trim()))],
            `--scopes takes some of ${ApiKeyScope.options.join(',')}`,
          ),
    dataDir,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        user: { type: 'string' },
        name: { type: 'string' },
        scopes: { type: 'string' },
        'data-dir': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split('. ');
    throw wrong(sentence.replace(/\.$/, ''));
  }
}

function parsed<Value>(shape: z.ZodType<Value>, value: unknown, says: string): Value {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  throw wrong(says);
}

function wrong(what: string): AppError {
  return new AppError('INVALID_INPUT', `${what}; see npm run keys -- --help.`);
}
