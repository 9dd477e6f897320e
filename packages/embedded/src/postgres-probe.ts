import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { postgresDatabase, postgresUser } from './postgres-cluster.js';

const answerDeadlineMs = 2_000;

/**
 * True when a Postgres on 127.0.0.1 takes connections: it answers a startup message with a request
 * to authenticate (`R`). While it still starts or recovers it answers with an error (`E`).
 */
export function acceptsConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: answerDeadlineMs });
    const settle = (accepts: boolean) => {
      socket.destroy();
      resolve(accepts);
    };
    socket.once('connect', () => socket.write(startupMessage()));
    socket.once('data', (answer: Buffer) => {
      settle(answer.toString('latin1', 0, 1) === 'R');
    });
    socket.once('timeout', () => {
      settle(false);
    });
    socket.once('error', () => {
      settle(false);
    });
    socket.once('close', () => {
      settle(false);
    });
  });
}

/**
 * True when the server with this process id has written into the cluster that it is ready. It does so
 * only when it holds its port: without this, another server's answer could be taken for its own.
 */
export async function saysReady(cluster: string, pid: number): Promise<boolean> {
  const content = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = content.split('\n');
  return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
}

/** Length, protocol 3.0, then pairs of names and values, each ending in a zero byte. */
function startupMessage(): Buffer {
  const pairs = `user\0${postgresUser}\0database\0${postgresDatabase}\0\0`;
  const head = Buffer.alloc(8);
  head.writeInt32BE(8 + Buffer.byteLength(pairs), 0);
  head.writeInt32BE(3 << 16, 4);
  return Buffer.concat([head, Buffer.from(pairs)]);
}
