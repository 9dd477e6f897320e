import { readFileSync } from 'node:fs';

/** The bytes of a recorded stream, by its name in `fixtures`. */
export function fixture(name: string): Buffer {
  return readFileSync(new URL(`../../fixtures/${name}.sse`, import.meta.url));
}
