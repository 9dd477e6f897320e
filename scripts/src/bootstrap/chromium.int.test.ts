import { execFile } from 'node:child_process';
import { chmod, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const scripts = join(import.meta.dirname, '../..');

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-chromium-'));
});

afterEach(() => rm(root, { recursive: true, force: true }));

function run(args: readonly string[], env: Record<string, string>): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env, timeout: 50_000 }, (error, stdout, stderr) => {
      resolve(`${Number(error?.code ?? 0)} ${stdout}${stderr}`.trim());
    });
  });
}

describe('the browser of the tests', () => {
  const find = (env: Record<string, string>) => {
    const module = JSON.stringify(join(scripts, 'bootstrap/chromium.mjs'));
    const script = `import { findChromium } from ${module};
      console.log(await findChromium(process.env).catch(({ message }) => message));`;
    return run(['--input-type=module', '-e', script], env);
  };

  it('is the one on the path, unless another is named', async () => {
    const [usual, other] = ['chromium', 'another'].map((name) => join(root, name));
    for (const path of [usual!, other!]) await writeFile(path, '', { mode: 0o755 });
    const PATH = ['relative', join(root, 'missing'), root].join(delimiter);
    expect(await find({ PATH })).toBe(`0 ${usual}`);
    expect(await find({ PATH, CHROMIUM: other! })).toBe(`0 ${other}`);
    await chmod(other!, 0o644);
    expect(await find({ PATH, CHROMIUM: other! })).toMatch(/CHROMIUM names .*another browser\.$/);
  });

  it('is missed before the long work, when a test needs it', async () => {
    for (const name of ['test.mjs', 'bootstrap']) {
      await cp(join(scripts, name), join(root, 'scripts', name), { recursive: true });
    }
    const env = { PATH: process.env['PATH'] ?? '', CHROMIUM: join(root, 'nowhere') };
    const test = join(root, 'scripts/test.mjs');
    const refused = /^1 CHROMIUM names \S+, which can not be run: name another browser\.$/;
    expect(await run([test], env)).toMatch(refused);
    expect(await run([test, '--selectProjects', 'browser'], env)).toMatch(refused);
  });
});
