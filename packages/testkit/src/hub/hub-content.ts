import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { Readable } from 'node:stream';

/** Bytes, or the path of a file that has them. */
export type HubContent = Uint8Array | { readonly file: string };

/** A file as the test hub keeps it. */
export interface HubBlob {
  readonly path: string;
  readonly content: HubContent;
  readonly bytes: number;
  readonly sha256: string;
  /** Git's name of the content. */
  readonly gitOid: string;
  /** Kept in LFS, as large files are. */
  readonly lfs: boolean;
}

const lfsEndings = ['.bin', '.safetensors'];

export async function toBlob(path: string, content: HubContent): Promise<HubBlob> {
  const bytes = content instanceof Uint8Array ? content.length : (await stat(content.file)).size;
  const sha256 = createHash('sha256');
  const sha1 = createHash('sha1').update(`blob ${bytes}\0`);
  for await (const chunk of openContent(content, 0, bytes) as AsyncIterable<Buffer>) {
    sha256.update(chunk);
    sha1.update(chunk);
  }
  const lfs = lfsEndings.some((ending) => path.endsWith(ending));
  return { path, content, bytes, sha256: sha256.digest('hex'), gitOid: sha1.digest('hex'), lfs };
}

/** The bytes from `start` up to `end`, which is not included. */
export function openContent(content: HubContent, start: number, end: number): Readable {
  if (start >= end) return Readable.from([]);
  if (!(content instanceof Uint8Array)) {
    return createReadStream(content.file, { start, end: end - 1 });
  }
  // In pieces, as a network has them.
  const pieces: Uint8Array[] = [];
  for (let at = start; at < end; at += 16_384) {
    pieces.push(content.subarray(at, Math.min(at + 16_384, end)));
  }
  return Readable.from(pieces);
}

/** The files of a folder, as contents by path. */
export async function contentsOf(folder: string): Promise<Record<string, HubContent>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return [file.slice(folder.length + 1).replaceAll(sep, '/'), { file }];
    }),
  );
}
