import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createRemoteTextEngine } from '@atelier/engine-remote';
import { startLlamaServer } from './llama-server.js';
import { startRecorder } from './recorder.js';
import { recordings, type Recording } from './recordings.js';

const root = new URL('../../../', import.meta.url);

/** Records llama.cpp's server for the tests of engine-remote, then tries the driver against it. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      server: { type: 'string' },
      model: { type: 'string' },
      'thinking-model': { type: 'string' },
    },
  });
  const { server, model, 'thinking-model': thinking } = values;
  if (!server || !model || !thinking) {
    process.stdout.write(
      'Usage: record-remote --server LLAMA_SERVER --model GGUF --thinking-model GGUF\n',
    );
    return 2;
  }
  await record(server, thinking, 'thinking');
  const status = await record(server, model, 'plain', runConformance);
  return status ?? 0;
}

async function record<T>(
  program: string,
  model: string,
  kind: Recording['model'],
  then?: (baseUrl: string) => Promise<T>,
): Promise<T | undefined> {
  const server = await startLlamaServer(program, model);
  try {
    const recorder = await startRecorder(server.baseUrl);
    const engine = createRemoteTextEngine({
      baseUrl: recorder.baseUrl,
      model: kind,
      flavour: 'llama.cpp',
    });
    for (const { name, request } of recordings.filter((recording) => recording.model === kind)) {
      const deadline = AbortSignal.timeout(60_000);
      for await (const part of engine.generate(request, deadline)) {
        process.stdout.write(`${JSON.stringify(part)}\n`);
      }
      const target = new URL(`packages/engine-remote/fixtures/${name}.sse`, root);
      await writeFile(target, recorder.last());
      process.stdout.write(`${name}: ${recorder.last().length} bytes\n`);
    }
    await engine.close();
    recorder.close();
    return await then?.(server.baseUrl);
  } finally {
    await server.stop();
  }
}

/** The conformance suite against the running server. */
function runConformance(baseUrl: string): Promise<number> {
  const child = spawn(
    process.execPath,
    [
      '--experimental-vm-modules',
      'node_modules/jest/bin/jest.js',
      ...['--selectProjects', 'int', '--testPathPatterns', 'packages/engine-remote'],
      ...['--testNamePattern', 'remote at'],
    ],
    {
      cwd: fileURLToPath(root),
      stdio: 'inherit',
      env: { ...process.env, REMOTE_BASE_URL: baseUrl },
    },
  );
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      resolve(code ?? 1);
    });
  });
}

process.exitCode = await main();
