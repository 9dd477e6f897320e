import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const run = promisify(execFile);
const module = join(import.meta.dirname, '../../bootstrap/lock.mjs');

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-lock-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Takes the lock in a process of its own, then runs `then` with `lock` in scope. */
function script(then: string): string[] {
  const take = `import { takeLock } from ${JSON.stringify(module)};
    const lock = await takeLock(${JSON.stringify(join(folder, 'lock'))});`;
  return ['--input-type=module', '-e', `${take}\n${then}`];
}

describe('takeLock', () => {
  it('gives the lock to one of many who find it stale', async () => {
    const dead = spawn(process.execPath, script('process.kill(process.pid, "SIGKILL")'));
    await new Promise((resolve) => dead.once('exit', resolve));
    expect(await readdir(folder)).toEqual(['lock']);

    // Each holds it until all have asked, so that exactly one may have it.
    const ask = script(`console.log('release' in lock);
      await new Promise((resolve) => process.stdin.once('end', resolve).resume());`);
    const children = Array.from({ length: 6 }, () => spawn(process.execPath, ask));
    const answers = await Promise.all(
      children.map(
        (child) =>
          new Promise<string>((resolve) => {
            child.stdout.once('data', (chunk: Buffer) => {
              resolve(chunk.toString().trim());
            });
          }),
      ),
    );
    for (const child of children) child.stdin.end();
    expect(answers.filter((answer) => answer === 'true')).toHaveLength(1);
  });

  it('is free again after release', async () => {
    const release = script('lock.release(); console.log("release" in lock)');
    expect((await run(process.execPath, release)).stdout.trim()).toBe('true');
    expect(await readdir(folder)).toEqual([]);
    expect((await run(process.execPath, release)).stdout.trim()).toBe('true');
  });
});
