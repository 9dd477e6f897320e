import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { openContent, type HubContent } from './hub-content.js';

/** A request that the test hub got. */
export interface HubRequest {
  readonly host: 'hub' | 'files';
  /** With its query. */
  readonly url: string;
  readonly authorization: string | undefined;
  readonly range: string | undefined;
  readonly kind: 'revision' | 'tree' | 'resolve' | 'blob' | 'other';
  /** Of a file, where the request is about one. */
  readonly path: string | undefined;
}

/** What the hub does instead of answering as it should. */
export interface HubFault {
  /** Answers with this status and nothing else. */
  readonly status?: number;
  /** Added to the answer's headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Answers with this, as JSON. */
  readonly json?: unknown;
  /** Never answers. */
  readonly hang?: boolean;
  /** Files: breaks the connection after so many bytes of this answer. */
  readonly cutAfter?: number;
  /** Files: ends in good order after so many bytes, saying that this is all. */
  readonly endAfter?: number;
  /** Files: after so many bytes sends nothing more. */
  readonly stallAfter?: number;
  /** Files: bytes a second, roughly. */
  readonly bytesPerSecond?: number;
  /** Files: sends this instead. */
  readonly content?: Uint8Array;
  /** Files: knows no ranges. */
  readonly ignoreRange?: boolean;
}

/** Sends a content, or that part of it which the request asks for, with what goes wrong. */
export async function sendContent(
  response: ServerResponse,
  {
    content,
    bytes,
    headers,
  }: { content: HubContent; bytes: number; headers: Record<string, string> },
  range: string | undefined,
  fault: HubFault,
  onSent: (bytes: number) => void,
): Promise<void> {
  const asked = fault.ignoreRange === true ? null : /^bytes=(\d+)-(\d*)$/.exec(range ?? '');
  const start = Number(asked?.[1] ?? 0);
  const end = Math.min(asked?.[2] ? Number(asked[2]) + 1 : bytes, bytes);
  const limit = Math.min(
    fault.cutAfter ?? Infinity,
    fault.endAfter ?? Infinity,
    fault.stallAfter ?? Infinity,
  );
  if (asked && start >= bytes && bytes > 0) {
    response.writeHead(416, { 'content-range': `bytes */${bytes}` }).end();
    return;
  }
  const length = fault.endAfter === undefined ? end - start : Math.min(end - start, limit);
  response.writeHead(asked ? 206 : 200, {
    'accept-ranges': 'bytes',
    'content-length': String(length),
    ...(asked && { 'content-range': `bytes ${start}-${start + length - 1}/${bytes}` }),
    ...headers,
    ...fault.headers,
  });
  let sent = 0;
  for await (const chunk of openContent(content, start, end) as AsyncIterable<Uint8Array>) {
    const piece = chunk.subarray(0, Math.max(0, limit - sent));
    await sendPiece(response, piece, fault.bytesPerSecond);
    sent += piece.length;
    onSent(piece.length);
    if (response.destroyed) return;
    if (sent >= limit) break;
  }
  if (fault.stallAfter !== undefined && sent >= fault.stallAfter) return;
  if (fault.cutAfter !== undefined && sent < end - start) {
    // What was written has to leave before the connection does.
    await sleep(5);
    response.destroy();
    return;
  }
  response.end();
}

async function sendPiece(
  response: ServerResponse,
  piece: Uint8Array,
  bytesPerSecond: number | undefined,
): Promise<void> {
  if (bytesPerSecond === undefined) {
    await write(response, piece);
    return;
  }
  const step = Math.max(1, Math.floor(bytesPerSecond / 20));
  for (let at = 0; at < piece.length && !response.destroyed; at += step) {
    const part = piece.subarray(at, at + step);
    await write(response, part);
    await sleep((1_000 * part.length) / bytesPerSecond);
  }
}

async function write(response: ServerResponse, piece: Uint8Array): Promise<void> {
  if (piece.length === 0 || response.destroyed) return;
  await new Promise<void>((done) => {
    const finish = () => {
      response.off('close', finish);
      done();
    };
    response.once('close', finish);
    response.write(piece, finish);
  });
}
