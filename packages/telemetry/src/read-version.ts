import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** The version in a package.json. */
export function readVersion(packageJson: URL): string {
  const text = readFileSync(packageJson, 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
