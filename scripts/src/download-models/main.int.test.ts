import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { HubModel } from '@atelier/contracts';
import { startTestHub, tempDir, type TempDir, type TestHub } from '@atelier/testkit';
import { runDownloadModels, type DownloadModelsInput } from './main.js';

const about = {
  source: 'hub',
  revision: 'main',
  format: 'openvino-ir',
  licence: { id: 'MIT', url: 'https://licences.example/mit' },
  parameters: 1,
  downloadBytes: 100_000,
  memoryBytes: 1,
} as const;
const models: readonly HubModel[] = [
  {
    ...about,
    id: 'tiny-chat',
    title: 'Tiny chat',
    task: 'chat',
    repository: 'acme/chat',
    files: ['*.xml', '*.bin'],
    defaults: { templateFamily: 'chatml', contextTokens: 2_048 },
  },
  {
    ...about,
    id: 'tiny-image',
    title: 'Tiny image',
    task: 'image',
    repository: 'acme/image',
    files: ['*/*.xml', '*/*.bin'],
    defaults: { steps: 4, guidanceScale: 1, width: 64, height: 64, minSize: 64, maxSize: 64 },
  },
];
const starter = { source: 'folder', folder: 'starter' } as const;
const starters = models.map(
  ({ repository: _r, revision: _v, files: _f, downloadBytes: _d, ...rest }) => ({
    ...rest,
    ...starter,
    id: `starter-${rest.task}`,
  }),
);
const catalog = {
  version: 1,
  starter: { chat: 'starter-chat', image: 'starter-image' },
  standard: { chat: 'tiny-chat', image: 'tiny-image' },
  models: [...starters, ...models],
};

describe('download-models', () => {
  let dir: TempDir;
  let root: string;
  let hub: TestHub;

  beforeEach(async () => {
    [dir, hub] = await Promise.all([tempDir(), startTestHub()]);
    root = join(dir.path, 'atelier');
    await mkdir(join(root, 'models'), { recursive: true });
    await writeFile(join(root, 'models', 'catalog.json'), JSON.stringify(catalog));
    const weights = Buffer.alloc(80_000, 'weights');
    await hub.commit('acme/chat', { 'm.xml': Buffer.from('<m/>'), 'm.bin': weights });
    await hub.commit('acme/image', { 'unet/u.xml': Buffer.from('<u/>'), 'unet/u.bin': weights });
  });
  afterEach(async () => {
    await hub.close();
    await dir.remove();
  });

  const run = async (
    argv: readonly string[],
    more: Partial<DownloadModelsInput> & { readonly terminal?: boolean } = {},
  ) => {
    const text = { output: '', errors: '' };
    const sink = (name: keyof typeof text) => {
      const stream = new PassThrough();
      stream.on('data', (chunk: Buffer) => (text[name] += chunk.toString()));
      return Object.assign(stream, more.terminal === true && { isTTY: true, columns: 100 });
    };
    const environment = { HF_ENDPOINT: hub.url, ...more.environment };
    const exitCode = await runDownloadModels({
      root,
      argv,
      output: sink('output'),
      errors: sink('errors'),
      ...more,
      environment,
    });
    await new Promise(setImmediate);
    return { exitCode, ...text };
  };
  const modelsDir = () => join(root, 'data', 'models');

  it('fetches the standard models, in plain lines, whatever USE_MOCKS says', async () => {
    const first = await run([], { environment: { USE_MOCKS: 'true' } });
    expect(first).toMatchObject({ exitCode: 0, errors: '' });
    expect(first.output).toMatch(
      /^tiny-chat: licence MIT https:\/\/licences\.example\/mit\.\ntiny-chat: 2 files, 80\.0 kB \(commit [0-9a-f]{12}\)\.\n/,
    );
    expect(first.output).toMatch(/\[#{24}\] 100 % {2}80\.0 kB of 80\.0 kB\n/);
    expect(first.output).toMatch(/tiny-image: complete and verified\.\n$/);
    expect(first.output).not.toContain('\x1b');
    expect((await readdir(modelsDir())).sort()).toEqual(['.downloads', 'tiny-chat', 'tiny-image']);

    const asked = hub.requests.length;
    expect(await run([])).toEqual({
      exitCode: 0,
      output: 'tiny-chat: here already.\ntiny-image: here already.\n',
      errors: '',
    });
    expect(hub.requests).toHaveLength(asked);
    expect((await run(['tiny-chat', '--force'])).output).toContain('complete and verified');
  });

  it('draws a line that moves on a terminal, no wider than that', async () => {
    const { output } = await run(['tiny-chat'], { terminal: true });
    expect(output).toContain('\r\x1b[2Ktiny-chat  [');
    const drawn = output.replaceAll('\x1b[2K', '').split(/[\r\n]/);
    expect(Math.max(...drawn.map((line) => line.length))).toBeLessThan(100);
  });

  it('lists, and verifies', async () => {
    await run(['tiny-chat']);
    const { output } = await run(['--list']);
    expect(output).toMatch(/^tiny-chat +chat +ready +80\.0 kB +MIT +standard$/m);
    expect(output).toMatch(/^tiny-image +image +missing +about 100 kB +MIT +standard$/m);
    expect(output).toMatch(/^starter-chat +chat +missing +MIT +starter$/m);
    expect(await run(['--verify'])).toMatchObject({ exitCode: 0, output: 'tiny-chat: whole.\n' });

    const [version = ''] = await readdir(join(modelsDir(), 'tiny-chat'));
    await writeFile(join(modelsDir(), 'tiny-chat', version, 'm.xml'), '<x/>');
    expect(await run(['--verify', 'tiny-chat'])).toEqual({
      exitCode: 1,
      output: '',
      errors: 'tiny-chat: m.xml has another content than was downloaded.\n',
    });
    // Only the damaged file is fetched again.
    const before = hub.sentBytes();
    expect((await run(['tiny-chat'])).exitCode).toBe(0);
    expect(hub.sentBytes() - before).toBeLessThan(1_000);
  });

  it('packs on one machine and unpacks on another that has no network', async () => {
    const archive = join(dir.path, 'models.tar');
    expect(await run(['--pack', archive])).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining('Packed tiny-chat, tiny-image into'),
    });
    await hub.close();
    const environment = { MODELS_DIR: join(dir.path, 'other'), OFFLINE: 'true' };
    expect(await run(['--unpack', archive], { environment })).toEqual({
      exitCode: 0,
      output:
        'tiny-chat: installed and verified, 80.0 kB.\ntiny-image: installed and verified, 80.0 kB.\n',
      errors: '',
    });
    expect(await run([], { environment })).toMatchObject({ exitCode: 0 });
    const [version = ''] = await readdir(join(dir.path, 'other', 'tiny-chat'));
    const file = join(dir.path, 'other', 'tiny-chat', version, 'm.bin');
    expect((await readFile(file)).equals(Buffer.alloc(80_000, 'weights'))).toBe(true);
  });

  it('says so when it is stopped, and goes on from there', async () => {
    hub.fault = ({ kind }) => (kind === 'blob' ? { stallAfter: 50_000 } : undefined);
    const aborter = new AbortController();
    const output = new PassThrough();
    output.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes(' 5') && chunk.toString().includes('%')) aborter.abort();
    });
    const stopped = await run(['tiny-chat'], { signal: aborter.signal, output });
    expect(stopped).toMatchObject({
      exitCode: 130,
      errors: 'Stopped. What has come is kept: the same command goes on from there.\n',
    });
    hub.fault = () => undefined;
    expect((await run(['--list'])).output).toMatch(/missing \(\d+\.\d kB of 80\.0 kB here\)/);
    const next = await run(['tiny-chat']);
    expect(next.exitCode).toBe(0);
    expect(next.output).toMatch(/kB of it here already/);
  });

  it('tells in words what a hub does not give, and brings the rest', async () => {
    hub.fault = ({ url }) => (url.includes('acme/chat') ? { status: 401 } : undefined);
    const { exitCode, errors, output } = await run([]);
    expect(exitCode).toBe(1);
    expect(errors).toMatch(/^tiny-chat: .*HF_TOKEN.*\n$/);
    expect(output).toContain('tiny-image: complete and verified.');
    expect(await run(['nothing'])).toMatchObject({
      exitCode: 1,
      errors: 'nothing: The catalog has no model "nothing".\n',
    });
  });

  it('reads the token from a file, and settings from .env', async () => {
    await writeFile(join(dir.path, 'token'), 'hf_from_file\n');
    await writeFile(
      join(root, '.env'),
      `HF_TOKEN_FILE=${join(dir.path, 'token')}\nDATA_DIR=kept\n`,
    );
    expect((await run(['tiny-chat'])).exitCode).toBe(0);
    expect(hub.requests[0]?.authorization).toBe('Bearer hf_from_file');
    expect(await readdir(join(root, 'kept', 'models'))).toContain('tiny-chat');
  });

  it.each([
    [['--no-such-flag'], /--no-such-flag/],
    [['--list', '--verify'], /--list and --verify do not go together/],
    [['--unpack', 'x', '--force'], /--unpack and --force do not go together/],
    [['--all', 'tiny-chat'], /ids or --all/],
    [['--list', 'tiny-chat'], /takes no ids/],
    [['--pack'], /pack/],
  ])('does not take %j', async (argv, words) => {
    const { exitCode, errors, output } = await run(argv);
    expect({ exitCode, output }).toEqual({ exitCode: 2, output: '' });
    expect(errors).toMatch(words);
    expect(hub.requests).toEqual([]);
  });

  it('helps, and names the mistakes of a catalog of one’s own', async () => {
    expect(await run(['--help'])).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining('--pack FILE'),
    });
    await mkdir(modelsDir(), { recursive: true });
    const own = { models: [{ ...models[0], title: 'Mine' }, { id: 'half' }] };
    await writeFile(join(modelsDir(), 'catalog.json'), JSON.stringify(own));
    const { errors, output } = await run(['--list']);
    expect(errors).toMatch(/tiny-chat is left out: Atelier has a model of that name/);
    expect(errors).toMatch(/The entry "half" is left out/);
    expect(output).not.toContain('half');
    const wrong = await run(['--list'], { environment: { HF_ENDPOINT: 'not a url' } });
    expect(wrong).toMatchObject({ exitCode: 1, errors: expect.stringMatching(/HF_ENDPOINT/) });
  });
});
