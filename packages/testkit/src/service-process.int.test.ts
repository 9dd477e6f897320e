import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnService, type ServiceProcess } from './service-process.js';
import { tempDir, type TempDir } from './temp-dir.js';

const script = `
const say = (event, fields) => console.log(JSON.stringify({ event, ...fields }));
process.stdin.resume();
process.stdin.on('close', () => process.exit(0));
process.on('SIGTERM', () => { say('stopping', {}); process.exit(0); });
process.on('SIGUSR2', () => say('asked', {}));
// Last: who hears of it may send signals.
say('started', { color: process.env.COLOR, home: process.env.HOME });
if (process.env.FAIL) { console.error('no good'); process.exit(3); }
`;

describe('spawnService', () => {
  let dir: TempDir;
  let entry: string;
  const running: ServiceProcess[] = [];
  const start = (env: Record<string, string>) => {
    const service = spawnService({ entry, env, name: 'sample' });
    running.push(service);
    return service;
  };

  beforeAll(async () => {
    dir = await tempDir();
    entry = join(dir.path, 'main.mjs');
    await writeFile(entry, script);
  });
  afterAll(async () => {
    await Promise.all(running.map((service) => service.stop()));
    await dir.remove();
  });

  it('shows the events, passes the environment and nothing else', async () => {
    const service = start({ COLOR: 'green' });
    const started = await service.waitForEvent('started');
    expect(started).toEqual({ event: 'started', color: 'green' });
    const from = service.lineCount();
    service.kill('SIGUSR2');
    await service.waitForEvent('asked', { from });
    expect(await service.stop()).toEqual({ exitCode: 0, signal: undefined });
    expect(service.events().map(({ event }) => event)).toEqual(['started', 'asked', 'stopping']);
  });

  it('tells how a killed service ended', async () => {
    const service = start({});
    await service.waitForEvent('started');
    service.kill('SIGKILL');
    expect(await service.exited).toEqual({ exitCode: undefined, signal: 'SIGKILL' });
    expect(await service.stop()).toEqual({ exitCode: undefined, signal: 'SIGKILL' });
  });

  it('does not wait for what can no longer come', async () => {
    const service = start({ FAIL: '1' });
    await expect(service.waitForEvent('ready')).rejects.toThrow(
      /sample ended before ready.*no good/s,
    );
    expect(await service.exited).toEqual({ exitCode: 3, signal: undefined });
  });
});
