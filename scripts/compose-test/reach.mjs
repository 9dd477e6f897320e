import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { readFile } from 'node:fs/promises';

/**
 * Which services may open a connection to which; all else has to fail.
 *
 * @type {Record<string, readonly string[]>}
 */
const allowed = {
  gateway: ['outside', 'postgres', 'redis', 'minio', 'llm-worker'],
  'llm-worker': [],
  'diffusion-worker': ['redis', 'minio'],
  postgres: [],
  redis: [],
  minio: [],
};
const ports = { postgres: 5432, redis: 6379, minio: 9000, 'llm-worker': 8081 };

/**
 * The gateway's port is the only one published, and the networks keep the services apart: each
 * reaches what it works with, and only the gateway reaches the world outside.
 *
 * @param {import('./stack.mjs').Stack} stack
 * @param {ReadonlySet<number>} before ports of this machine that were taken before the start
 */
export async function checkReach(stack, before) {
  const { podman, containers, port } = stack;
  for (const name of await containers()) {
    const published = await podman.run(['port', name]);
    const expected = name === stack.nameOf('gateway') ? `8080/tcp -> 127.0.0.1:${port}` : '';
    assert.equal(published, expected, `published ports of ${name}`);
  }
  const listening = await listeningPorts();
  for (const inner of Object.values(ports)) {
    assert.ok(before.has(inner) || !listening.has(inner), `${inner} is open on this machine`);
  }

  const outside = await listenOutside();
  try {
    for (const [service, may] of Object.entries(allowed)) {
      const targets = { ...ports, outside: outside.port };
      for (const [target, targetPort] of Object.entries(targets)) {
        if (target === service) continue;
        const host = target === 'outside' ? outside.host : target;
        const reached = await reaches(stack, service, host, targetPort);
        assert.equal(reached, may.includes(target), `${service} reaches ${target}`);
      }
    }
  } finally {
    outside.close();
  }
  stack.say('only the gateway is reachable, and only it reaches out');
}

/**
 * @param {import('./stack.mjs').Stack} stack
 * @param {string} service
 * @param {string} host
 * @param {number} port
 */
async function reaches(stack, service, host, port) {
  const connect = `exec 3<>/dev/tcp/${host}/${port}`;
  const command = ['exec', stack.nameOf(service), 'timeout', '3', 'bash', '-c', connect];
  return (await stack.podman.attempt(command)).code === 0;
}

/** A server of this machine on an address that is not loopback: the world, seen from a container. */
async function listenOutside() {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const host = addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
  if (host === undefined) throw new Error('This machine has no address besides loopback.');
  const server = createServer((socket) => socket.end());
  await new Promise((resolve) => {
    server.listen(0, host, () => resolve(undefined));
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { host, port, close: () => server.close() };
}

/** TCP ports that something on this machine listens on, in its own network namespace. */
export async function listeningPorts() {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8').catch(() => '')),
  );
  const rows = tables.flatMap((table) => table.split('\n').slice(1).filter(Boolean));
  const listening = rows.map((row) => row.trim().split(/\s+/)).filter((row) => row[3] === '0A');
  return new Set(listening.map((row) => Number.parseInt(row[1]?.split(':')[1] ?? '', 16)));
}
