import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ChatReply, ImageJobView } from '@atelier/contracts';
import { tempDir, waitFor, type TempDir } from '@atelier/testkit';
import sharp from 'sharp';
import { stackTimeoutMs, startStack, type Stack } from './stack.js';

jest.setTimeout(stackTimeoutMs);

const run = promisify(execFile);
const readme = fileURLToPath(new URL('../../README.md', import.meta.url));

describe("the README's first requests, pasted one after another", () => {
  let dir: TempDir;
  let stack: Stack;
  let commands: string[];

  beforeAll(async () => {
    dir = await tempDir();
    stack = await startStack({ dataDir: join(dir.path, 'data'), mocks: false });
    const blocks = (await readFile(readme, 'utf8')).matchAll(/```sh\n(.*?)```/gs);
    commands = [...blocks]
      .map(([, block]) => block ?? '')
      .filter((block) => block.includes('curl'))
      .map((block) => block.replaceAll('http://127.0.0.1:8080', stack.url));
  });
  afterAll(async () => {
    await stack.interrupt();
    await dir.remove();
  });

  /** Runs a block in one shell with what the blocks before it have set. */
  const paste = async (block: string | undefined, before = '') => {
    const { stdout } = await run('bash', ['-euc', `${before}\n${block ?? ''}`], { cwd: dir.path });
    return stdout.trim();
  };

  it('give a reply, a job id, progress and a PNG of the size asked for', async () => {
    expect(commands).toHaveLength(6);
    const [hello, draw, ask, fetchPicture, stream, completion] = commands;

    const reply = ChatReply.parse(JSON.parse(await paste(hello)));
    expect(reply.assistant_response).not.toBe('');

    const job = await paste(draw);
    expect(job).toMatch(/^[0-9a-f-]{36}$/);

    const remember = `job=${job}`;
    await waitFor(
      async () => ImageJobView.parse(JSON.parse(await paste(ask, remember))).status === 'succeeded',
      { timeoutMs: 60_000, intervalMs: 200 },
    );

    await paste(fetchPicture, remember);
    const picture = sharp(join(dir.path, 'picture.png'));
    expect(await picture.metadata()).toMatchObject({ format: 'png', width: 128, height: 128 });
    await picture.raw().toBuffer();

    expect(await paste(stream)).toContain('event: finish');
    expect(await paste(completion)).toContain('self-hosted studio');
  });
});
