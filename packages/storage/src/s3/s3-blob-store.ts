import { randomBytes, randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type GetObjectCommandOutput,
} from '@aws-sdk/client-s3';
import { AppError } from '@atelier/errors';
import { checkKey, checkListing, isKey } from '../blob-key.js';
import type { BlobStore, BlobStoreLimits, ByteRange } from '../blob-store.js';
import { boundStream } from '../bounded-stream.js';
import { withDeadline } from '../deadline.js';
import { toLimits, tooLarge, transferTimeoutMs } from '../limits.js';
import { createS3Client, type S3ClientOptions } from './s3-client.js';
import { isMissing, isTaken, toS3Error } from './s3-error.js';

export interface S3BlobStoreOptions extends BlobStoreLimits, S3ClientOptions {
  /** Has to exist. `check` writes under `checks/` in it. */
  readonly bucket: string;
}

interface Limit {
  readonly timeoutMs?: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Keeps objects in a bucket. `ifAbsent` asks first whether the object is there and then sends
 * `If-None-Match: *`, which some servers ignore: between two writers at the same moment it is a best
 * effort, and nothing may depend on it.
 */
export function createS3BlobStore(options: S3BlobStoreOptions): BlobStore {
  const { timeoutMs, maxBytes } = toLimits(options);
  const client = createS3Client(options, timeoutMs);
  const at = (key: string) => ({ Bucket: options.bucket, Key: key });

  const run = <T>(limit: Limit, work: (abortSignal: AbortSignal) => Promise<T>): Promise<T> =>
    withDeadline({ timeoutMs, ...limit }, async (abortSignal) => {
      try {
        return await work(abortSignal);
      } catch (error) {
        throw toS3Error(error);
      }
    });

  const head = (key: string, abortSignal: AbortSignal) =>
    client.send(new HeadObjectCommand(at(key)), { abortSignal }).catch(undefinedIfMissing);

  const openObject = async (key: string, signal: AbortSignal | undefined, range?: ByteRange) => {
    const command = new GetObjectCommand({
      ...at(key),
      ...(range && { Range: `bytes=${range.start}-${range.end}` }),
    });
    const got = await run({ signal }, (abortSignal) =>
      client.send(command, { abortSignal }).catch(undefinedIfMissing),
    );
    return got && toOpened(got, { timeoutMs, signal });
  };

  const store: BlobStore = {
    async put(key, bytes, { contentType, ifAbsent = false }, signal) {
      checkKey(key);
      const limit = { timeoutMs: transferTimeoutMs(timeoutMs, bytes.byteLength), signal };
      return await run(limit, async (abortSignal) => {
        if (ifAbsent && (await head(key, abortSignal))) return 'exists';
        const command = new PutObjectCommand({
          ...at(key),
          Body: bytes,
          ContentLength: bytes.byteLength,
          ContentType: contentType,
          ...(ifAbsent && { IfNoneMatch: '*' }),
        });
        try {
          await client.send(command, { abortSignal });
          return 'stored';
        } catch (error) {
          if (ifAbsent && isTaken(error)) return 'exists';
          throw error;
        }
      });
    },

    async get(key, signal) {
      checkKey(key);
      const opened = await openObject(key, signal);
      if (opened === undefined) return undefined;
      const limit = { timeoutMs: transferTimeoutMs(timeoutMs, opened.bytes), signal };
      try {
        if (opened.bytes > maxBytes) throw tooLarge(maxBytes);
        return await run(limit, () => readWhole(opened.stream, opened.bytes));
      } finally {
        opened.stream.destroy();
      }
    },

    async open(key, range, signal) {
      checkKey(key);
      return await openObject(key, signal, range);
    },

    async stat(key, signal) {
      checkKey(key);
      const found = await run({ signal }, (abortSignal) => head(key, abortSignal));
      if (found === undefined) return undefined;
      return { bytes: found.ContentLength ?? 0, modifiedAt: found.LastModified ?? new Date(0) };
    },

    async list(prefix, page, signal) {
      checkListing(prefix, page);
      return await run({ signal }, async (abortSignal) => {
        const keys: string[] = [];
        let after = page.after;
        for (;;) {
          const command = new ListObjectsV2Command({
            Bucket: options.bucket,
            Prefix: prefix,
            MaxKeys: page.limit - keys.length,
            ...(after !== undefined && { StartAfter: after }),
          });
          const { Contents = [], IsTruncated } = await client.send(command, { abortSignal });
          const found = Contents.flatMap(({ Key }) => Key ?? []);
          keys.push(...found.filter(isKey));
          after = found.at(-1);
          if (keys.length >= page.limit || IsTruncated !== true || after === undefined) return keys;
        }
      });
    },

    async delete(key, signal) {
      checkKey(key);
      await run({ signal }, (abortSignal) =>
        client.send(new DeleteObjectCommand(at(key)), { abortSignal }).catch(undefinedIfMissing),
      );
    },

    async check(signal) {
      const key = `checks/${randomUUID()}`;
      const bytes = randomBytes(32);
      await run({ signal }, async (abortSignal) => {
        try {
          await store.put(key, bytes, { contentType: 'application/octet-stream' }, abortSignal);
          const back = await store.get(key, abortSignal);
          if (back !== undefined && bytes.equals(back)) return;
          throw new AppError('STORAGE_UNAVAILABLE', 'The picture store gave back other bytes.');
        } finally {
          // The check has its answer; what can't be removed is 32 bytes.
          await store.delete(key).catch(() => undefined);
        }
      });
    },

    close() {
      client.destroy();
    },
  };
  return store;
}

function toOpened(
  got: GetObjectCommandOutput,
  limit: { readonly timeoutMs: number; readonly signal: AbortSignal | undefined },
): { stream: Readable; bytes: number; contentType?: string } {
  return {
    stream: boundStream(got.Body as Readable, { ...limit, toError: toS3Error }),
    bytes: got.ContentLength ?? 0,
    ...(got.ContentType !== undefined && { contentType: got.ContentType }),
  };
}

/** @throws AppError `STORAGE_UNAVAILABLE` when the stream is not exactly as long as announced. */
async function readWhole(stream: Readable, bytes: number): Promise<Uint8Array> {
  const whole = new Uint8Array(bytes);
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    if (length + chunk.byteLength > bytes) throw cutShort();
    whole.set(chunk, length);
    length += chunk.byteLength;
  }
  if (length < bytes) throw cutShort();
  return whole;
}

function cutShort(): AppError {
  return new AppError('STORAGE_UNAVAILABLE', 'The picture store sent another length than it said.');
}

function undefinedIfMissing(error: unknown): undefined {
  if (isMissing(error)) return undefined;
  throw error;
}
