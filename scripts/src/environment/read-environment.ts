import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the file `.env` of the checkout says, and over it the variables that are not empty. */
export function readEnvironment(root: string, environment: Environment): Environment {
  const given = Object.entries(environment).filter(([, value]) => value !== '');
  return { ...readEnvFile(join(root, '.env')), ...Object.fromEntries(given) };
}

function readEnvFile(path: string): Environment {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
}
