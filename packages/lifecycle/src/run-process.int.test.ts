import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const fixture = fileURLToPath(new URL('../fixtures/service.mjs', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs the fixture; `act` is called once it ticks. */
function run(
  what: string,
  act: (child: ChildProcessWithoutNullStreams) => void = () => undefined,
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [fixture, what], {
      env: { ATELIER_PARENT_PIPE: '1' },
      stdio: 'pipe',
    });
    let output = '';
    let acted = false;
    child.stdin.on('error', () => undefined);
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (acted || !output.includes('"tick"')) return;
      acted = true;
      act(child);
    });
    child.once('exit', (code) => {
      resolve({ code, output });
    });
  });
}

describe('runProcess', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('stops in good order on %s', async (signal) => {
    const { code, output } = await run('serves', (child) => child.kill(signal));
    expect(code).toBe(0);
    expect(output).toMatch(/"process.stopped"/);
  });

  it('stops when the pipe to its parent closes', async () => {
    const { code, output } = await run('serves', (child) => child.stdin.end());
    expect(code).toBe(0);
    expect(output).toContain('parent-gone');
  });

  it('ends, and does not spin, when its parent is gone with all its pipes', async () => {
    const { code } = await run('serves', (child) => {
      child.stdout.destroy();
      child.stderr.destroy();
      child.stdin.destroy();
    });
    expect(code).toBe(0);
  });

  it('is cut off when it does not stop in time', async () => {
    const { code, output } = await run('never stops', (child) => child.kill('SIGTERM'));
    expect(code).toBe(1);
    expect(output).toMatch(/did not stop in time/);
  });

  it('ends with 78 and a sentence when another try can not help', async () => {
    const { code, output } = await run('misconfigured');
    expect(code).toBe(78);
    expect(output).toMatch(/"fatal".*TOKEN is missing\./);
  });

  it('ends with 1 on an error nobody caught, and does not repeat foreign text', async () => {
    expect((await run('throws later')).code).toBe(1);
    const { code, output } = await run('broken');
    expect(code).toBe(1);
    expect(output).not.toContain('secret user text');
  });
});
