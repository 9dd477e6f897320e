import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

export interface Recorder {
  readonly baseUrl: string;
  /** The bytes of the last answer. */
  last(): Buffer;
  close(): void;
}

/** Stands between a client and a server, and keeps what the server answers. */
export async function startRecorder(serverUrl: string): Promise<Recorder> {
  let last = Buffer.alloc(0);
  const proxy = createServer((request, response) => {
    const relay = async () => {
      const answer = await fetch(new URL(request.url ?? '/', serverUrl), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: await buffer(request),
      });
      const pieces: Uint8Array[] = [];
      response.writeHead(answer.status, {
        'content-type': answer.headers.get('content-type') ?? '',
      });
      for await (const piece of Readable.fromWeb(answer.body as never)) {
        pieces.push(piece as Uint8Array);
        response.write(piece);
      }
      last = Buffer.concat(pieces);
      response.end();
    };
    relay().catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}${new URL(serverUrl).pathname}`,
    last: () => last,
    close: () => {
      proxy.close();
      proxy.closeAllConnections();
    },
  };
}
