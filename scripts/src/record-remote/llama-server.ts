import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface LlamaServer {
  readonly baseUrl: string;
  stop(): Promise<void>;
}

const startLimitMs = 120_000;

/** Starts llama.cpp's server on loopback and waits until it has loaded its model. */
export async function startLlamaServer(program: string, model: string): Promise<LlamaServer> {
  const port = await freePort();
  const child = spawn(
    program,
    [
      ...['--model', model, '--host', '127.0.0.1', '--port', `${port}`],
      ...['--parallel', '4', '--ctx-size', '8192', '--threads', '1', '--jinja', '--offline'],
      ...['--alias', 'tiny'],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  const origin = `http://127.0.0.1:${port}`;
  const stop = async () => {
    child.kill();
    await ended;
  };
  for (const start = Date.now(); Date.now() - start < startLimitMs;) {
    const healthy = await fetch(`${origin}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (healthy) return { baseUrl: `${origin}/v1`, stop };
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}.`);
    await pause(200);
  }
  await stop();
  throw new Error(`${program} did not load ${model} within ${startLimitMs / 1_000} s.`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
