import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ModelCatalog } from '@atelier/contracts';
import { tempDir, type TempDir } from '@atelier/testkit';
import { isModelPath } from '../names/model-path.js';
import { loadCatalog } from './load-catalog.js';

const modelsHome = join(import.meta.dirname, '..', '..', '..', '..', 'models');
const builtIn = join(modelsHome, 'catalog.json');

describe('loadCatalog', () => {
  let dir: TempDir;
  let user: string;
  let own: Record<string, unknown>;

  beforeEach(async () => {
    dir = await tempDir();
    user = join(dir.path, 'catalog.json');
    const { models } = JSON.parse(await readFile(builtIn, 'utf8')) as ModelCatalog;
    own = { ...models[2], id: 'own' };
  });
  afterEach(() => dir.remove());

  const withOwn = async (...models: readonly unknown[]) => {
    await writeFile(user, JSON.stringify({ models }));
    return await loadCatalog({ builtIn, user });
  };

  it('reads the one that Atelier has', async () => {
    const { entries, starter, standard, problems } = await loadCatalog({ builtIn, user });
    expect(problems).toEqual([]);
    expect(entries.map(({ id }) => id)).toEqual(
      expect.arrayContaining([...Object.values(starter), ...Object.values(standard)]),
    );
    for (const entry of entries) {
      expect(isModelPath(entry.id)).toBe(true);
      expect(entry.licence.url).toMatch(/^https:/);
      if (entry.source === 'folder')
        expect(entry.folder).toBe(join(modelsHome, 'starter', entry.task));
    }
    const tasks = entries.filter(({ source }) => source === 'hub').map(({ task }) => task);
    expect(tasks.sort()).toEqual(['chat', 'image', 'image', 'image']);
  });

  it('adds those of the user, with folders beside his catalog', async () => {
    const { repository: _r, revision: _v, files: _f, downloadBytes: _d, ...about } = own;
    const folder = { ...about, id: 'mine', source: 'folder', folder: 'my-model' };
    const { entries, problems } = await withOwn(own, folder);
    expect(problems).toEqual([]);
    expect(entries.at(-2)).toMatchObject({ id: 'own' });
    expect(entries.at(-1)).toMatchObject({ folder: join(dir.path, 'my-model') });
  });

  it('keeps Atelier’s own where the user has the same id, and says so', async () => {
    const { entries, problems } = await withOwn({ ...own, id: 'starter-chat' }, own, own);
    expect(entries.find(({ id }) => id === 'starter-chat')).toMatchObject({ source: 'folder' });
    expect(problems).toEqual([
      expect.stringMatching(/^starter-chat is left out: Atelier has a model of that name/),
      expect.stringMatching(/^own is there twice/),
    ]);
  });

  it.each([
    { id: '../evil' },
    { id: 'a/b' },
    { id: '.lock' },
    { id: '.downloads' },
    { id: 'A' },
    { id: 'a..b' },
    { id: '' },
    { repository: 'acme' },
    { repository: '../acme/x' },
    { repository: 'acme/x?y' },
    { repository: 'https://evil.example/acme/x' },
    { revision: '../main' },
    { revision: 'a b' },
    { files: [] },
    { licence: {} },
    { format: 'pickle' },
    { downloadBytes: -1 },
    { more: 1 },
  ])('leaves out an entry with %j, and takes the others', async (change) => {
    const { entries, problems } = await withOwn({ ...own, ...change }, { ...own, id: 'other' });
    expect(entries.at(-1)?.id).toBe('other');
    expect(problems).toEqual([expect.stringContaining('is left out')]);
  });

  it.each(['', '{', '[]', 'null', '{"models":{}}'])(
    'does without a catalog of the user that reads %j',
    async (content) => {
      await writeFile(user, content);
      const { entries, problems } = await loadCatalog({ builtIn, user });
      expect(entries.length).toBeGreaterThan(4);
      expect(problems).toEqual([expect.stringMatching(/^Your catalog\.json is left out/)]);
    },
  );

  it('does not start with a broken one of its own', async () => {
    await expect(loadCatalog({ builtIn: user, user })).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
    });
    const whole = JSON.parse(await readFile(builtIn, 'utf8')) as ModelCatalog;
    const broken = [
      { ...whole, models: whole.models.slice(1) },
      { ...whole, models: [...whole.models, whole.models[0]] },
      { ...whole, standard: { chat: 'starter-image', image: 'starter-image' } },
      { ...whole, standard: undefined },
      { ...whole, version: 2 },
    ];
    for (const [index, catalog] of broken.entries()) {
      const path = join(dir.path, `broken-${index}.json`);
      await writeFile(path, JSON.stringify(catalog));
      await expect(loadCatalog({ builtIn: path, user })).rejects.toMatchObject({
        code: 'INVALID_CONFIG',
      });
    }
  });
});
