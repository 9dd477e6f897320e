import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { ModelManifest } from '@atelier/contracts';
import type { OpenVinoAdapter, OpenVinoModel } from './options.js';

/** Kinds of file that decide what a model draws; a read-me does not. */
const counted = /\.(?:xml|bin|json)$/;
/** What the model store writes into an installed model's folder. */
const manifestName = 'manifest.json';

/**
 * Names the files that a model consists of, with the adapters mixed in: SHA-256 over their names and
 * hashes, in hex. The same files give the same hash, wherever they lie. Hashes that the model store
 * has written down are taken from there, since a large model takes seconds to read. Undefined for a
 * folder that can not be read: loading it will say why.
 */
export async function modelHash(
  model: OpenVinoModel,
  adapters: readonly OpenVinoAdapter[] = [],
): Promise<string | undefined> {
  try {
    const known = await knownHashes(model.path);
    const hash = createHash('sha256');
    for (const name of await namesOfFiles(model.path)) {
      const sha256 = known.get(name) ?? (await sha256OfFile(join(model.path, name)));
      hash.update(`${name}\0${sha256}\n`);
    }
    for (const { path, alpha } of model.standsIn === true ? [] : adapters) {
      hash.update(`adapter ${alpha}\0${await sha256OfFile(path)}\n`);
    }
    return hash.digest('hex');
  } catch {
    return undefined;
  }
}

async function namesOfFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names
    .map((name) => name.split(sep).join('/'))
    .filter((name) => counted.test(name) && name !== manifestName)
    .sort();
}

/** By name, of the files that still have the size that was written down. */
async function knownHashes(folder: string): Promise<ReadonlyMap<string, string>> {
  const known = new Map<string, string>();
  const manifest = await readManifest(join(folder, manifestName)).catch(() => undefined);
  for (const { path, bytes, sha256 } of manifest?.files ?? []) {
    const { size } = await stat(join(folder, path)).catch(() => ({ size: undefined }));
    if (size === bytes) known.set(path, sha256);
  }
  return known;
}

async function readManifest(path: string): Promise<ModelManifest> {
  return ModelManifest.parse(JSON.parse(await readFile(path, 'utf8')));
}

async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
