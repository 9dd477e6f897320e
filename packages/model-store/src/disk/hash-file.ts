import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Hashes of a file's content. */
export interface ContentHash {
  readonly sha256: string;
  /** The name that Git has for the content: SHA-1 over a header and the content. If wanted. */
  readonly gitOid?: string;
}

export interface ContentHasher {
  update(bytes: Uint8Array): void;
  digest(): ContentHash;
}

/** What a content will be, as far as it is known. */
export interface ExpectedContent {
  /** Of the whole content. */
  readonly bytes: number;
  readonly sha256?: string | undefined;
  readonly gitOid?: string | undefined;
}

/** Computes Git's name only where no SHA-256 is known: it would cost half as much again. */
export function createContentHasher({ bytes, sha256: known }: ExpectedContent): ContentHasher {
  const sha256 = createHash('sha256');
  const sha1 = known === undefined ? createHash('sha1').update(`blob ${bytes}\0`) : undefined;
  return {
    update: (chunk) => {
      sha256.update(chunk);
      sha1?.update(chunk);
    },
    digest: () => ({
      sha256: sha256.digest('hex'),
      ...(sha1 && { gitOid: sha1.digest('hex') }),
    }),
  };
}

/** True when the hash is the one that is known. */
export function isExpected(hash: ContentHash, { sha256, gitOid }: ExpectedContent): boolean {
  return sha256 === undefined ? hash.gitOid === gitOid : hash.sha256 === sha256;
}

const chunkBytes = 1_048_576;

/** The file's content, in order. Links are not followed. */
export async function* readChunks(
  path: string,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const buffer = Buffer.allocUnsafe(chunkBytes);
    for (let at = 0; ;) {
      signal?.throwIfAborted();
      const { bytesRead } = await handle.read(buffer, 0, chunkBytes, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      // A consumer is done with a chunk before it asks for the next.
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** SHA-256 of a file, in hex. Links are not followed. */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of readChunks(path, signal)) hash.update(chunk);
  return hash.digest('hex');
}
