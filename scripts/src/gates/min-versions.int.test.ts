import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';

/**
 * The lowest versions without a known hole that concerns us. No vulnerability feed is asked at test
 * time, so this list is kept by hand; undici has two lines that are maintained.
 */
const minimum: Readonly<Record<string, readonly string[]>> = {
  'body-parser': ['2.3.0'],
  'express-rate-limit': ['8.2.2'],
  multer: ['2.1.0'],
  sharp: ['0.35.4'],
  undici: ['7.29.1', '8.10.2'],
};

/** Packages of a pnpm lockfile as `[name, version]`. */
function lockedPackages(lockfile: string): [string, string][] {
  const section = lockfile.slice(
    lockfile.indexOf('\npackages:\n'),
    lockfile.indexOf('\nsnapshots:'),
  );
  return [...section.matchAll(/^ {2}'?(@?[^@\s']+)@(\d[^:'(]*)'?:$/gm)].map(
    ([, name = '', version = '']) => [name, version],
  );
}

function isAtLeast(version: string, [first, ...others]: readonly string[]): boolean {
  if (first === undefined) return false;
  const [own, least] = [version, first].map((text) => text.split('.').map(Number));
  // A later line has an own minimum.
  if (others.length > 0 && (own?.[0] ?? 0) > (least?.[0] ?? 0)) return isAtLeast(version, others);
  for (let part = 0; part < 3; part += 1) {
    const difference = (own?.[part] ?? 0) - (least?.[part] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

describe('locked versions', () => {
  it.each([
    ['7.29.1', true],
    ['7.29.0', false],
    ['8.10.1', false],
    ['8.11.0', true],
    ['9.0.0', true],
    ['6.99.0', false],
  ])('undici %s is safe: %p', (version, safe) => {
    expect(isAtLeast(version, minimum['undici'] ?? [])).toBe(safe);
  });

  it('are not older than the oldest that is safe', async () => {
    const lockfile = await readFile(new URL('../../../pnpm-lock.yaml', import.meta.url), 'utf8');
    const packages = lockedPackages(lockfile);
    expect(packages.length).toBeGreaterThan(300);
    const known = packages.filter(([name]) => Object.hasOwn(minimum, name));
    expect(known.map(([name]) => name)).toEqual(expect.arrayContaining(['sharp', 'undici']));
    const unsafe = known.filter(([name, version]) => !isAtLeast(version, minimum[name] ?? []));
    expect(unsafe).toEqual([]);
  });

  it('name no download addresses', async () => {
    const lockfile = await readFile(new URL('../../../pnpm-lock.yaml', import.meta.url), 'utf8');
    expect(lockfile).not.toMatch(/tarball:/);
  });
});
