import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { apiKeyPattern } from '@atelier/contracts';
import { createDatabase } from '@atelier/database';
import { createTestDatabase, tempDir, type TempDir, type TestDatabase } from '@atelier/testkit';
import { runKeys } from './main.js';

describe('keys', () => {
  let dir: TempDir;
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  beforeEach(async () => {
    dir = await tempDir();
  });
  afterEach(() => dir.remove());
  afterAll(() => database.drop());

  /** Runs the command; DATABASE_URL is the test's unless told. */
  async function keys(
    command: string,
    environment: Record<string, string> = { DATABASE_URL: database.url },
  ) {
    const texts = { output: '', errors: '' };
    const collect = (name: keyof typeof texts) =>
      new PassThrough().on('data', (chunk: Buffer) => (texts[name] += chunk.toString()));
    const code = await runKeys({
      root: dir.path,
      argv: command.split(' ').filter(Boolean),
      environment,
      output: collect('output'),
      errors: collect('errors'),
    });
    return { code, ...texts };
  }

  const find = async (key: string) => {
    const opened = createDatabase({ url: database.url, onError: () => undefined });
    try {
      return await opened.apiKeys.find(key);
    } finally {
      await opened.close();
    }
  };

  it('are made for a user, listed without themselves, and revoked', async () => {
    const made = await keys('create --user ada --name laptop --scopes chat,models');
    expect(made).toMatchObject({ code: 0, output: expect.stringMatching(/^atl_\S{43}\n$/) });
    const key = made.output.trim();
    expect(key).toMatch(apiKeyPattern);
    expect(made.errors).not.toContain(key);
    const found = await find(key);
    expect(found).toMatchObject({ scopes: ['chat', 'models'] });
    const id = found?.id ?? '';
    expect(made.errors).toContain(id);

    const listed = await keys('list');
    expect(listed.code).toBe(0);
    expect(listed.output).toMatch(
      new RegExp(
        `^${id} +ada +laptop +atl_\\S{4} +chat,models +[-0-9]+ [0-9:]+ +never +in force$`,
        'm',
      ),
    );
    expect(listed.output).not.toContain(key.slice(0, 9));

    expect(await keys(`revoke ${id}`)).toMatchObject({ code: 0, errors: '' });
    expect(await find(key)).toBeUndefined();
    expect(await keys(`revoke ${id}`)).toMatchObject({
      code: 0,
      output: `Key ${id} was revoked before.\n`,
    });
    expect((await keys('list')).output).toMatch(/ {2}revoked [-0-9 :]+$/m);
  });

  it('of one name belong to one user, and are for chat and pictures unless told', async () => {
    const [one, two, other] = await Promise.all(
      ['bob', 'bob', 'eve'].map(async (user) => {
        const { output } = await keys(`create --user ${user}`);
        return await find(output.trim());
      }),
    );
    expect(one).toMatchObject({ scopes: ['chat', 'pictures'], ownerId: two?.ownerId });
    expect(other?.ownerId).not.toBe(one?.ownerId);
  });

  it('are in the Postgres of the running Atelier, where its run file says', async () => {
    await mkdir(join(dir.path, 'data/run'), { recursive: true });
    const file = { url: 'http://127.0.0.1:1', databaseUrl: database.url };
    await writeFile(join(dir.path, 'data/run/stack.json'), JSON.stringify(file));
    expect(await keys('create --user ada', {})).toMatchObject({ code: 0 });
    expect(await keys('list', { DATA_DIR: 'data' })).toMatchObject({ code: 0 });
    const elsewhere = `list --data-dir ${join(dir.path, 'data')}`;
    expect(await keys(elsewhere, { DATABASE_URL: 'postgresql://127.0.0.1:1/x' })).toMatchObject({
      code: 0,
    });
    await writeFile(join(dir.path, '.env'), `DATABASE_URL=${database.url}\nDATA_DIR=nowhere\n`);
    expect(await keys('list', {})).toMatchObject({ code: 0 });
  });

  it('say what to do when Atelier does not run', async () => {
    const stopped = await keys('list', {});
    expect(stopped).toMatchObject({ code: 1, output: '' });
    expect(stopped.errors).toMatch(/^No Atelier runs on the data folder .*npm start.*\.\n$/);
  });

  it('say so when Postgres does not answer, without the password', async () => {
    const gone = await keys('list', { DATABASE_URL: 'postgresql://u:hunter2@127.0.0.1:1/x' });
    expect(gone).toMatchObject({ code: 1, output: '' });
    expect(gone.errors).toMatch(/Postgres/);
    expect(gone.errors).not.toMatch(/hunter2|\n.*\n/);
  });

  it('show what a name holds without obeying it', async () => {
    const name = `a${String.fromCodePoint(27)}[2J`;
    expect(await keys(`create --user eve2 --name ${name}`)).toMatchObject({ code: 0 });
    expect((await keys('list')).output).not.toContain(String.fromCodePoint(27));
  });

  it.each([
    ['', /say "create", "list" or "revoke"/],
    ['make', /say "create", "list" or "revoke"/],
    ['create', /needs --user NAME/],
    ['create --user', /--user/],
    ['create --user ada --scopes chat,all', /--scopes takes some of chat,pictures,models/],
    [`create --user ${'x'.repeat(129)}`, /at most 128 characters/],
    ['create ada', /"ada" is one word too many/],
    ['revoke', /takes the id of one key/],
    ['revoke nope', /takes the id of one key/],
    ['list --user ada', /go with "create"/],
    ['list --colour', /--colour/],
  ])('refuse the command line %j', async (command, sentence) => {
    const refused = await keys(command);
    expect(refused).toMatchObject({ code: 2, output: '' });
    expect(refused.errors).toMatch(sentence);
    expect(refused.errors).toMatch(/see npm run keys -- --help\.\n$/);
  });

  it('fail for a key that is not there, and help with neither Postgres nor Atelier', async () => {
    const gone = await keys('revoke 0199a1b2-0000-7000-8000-000000000001');
    expect(gone).toMatchObject({ code: 1, output: '' });
    const help = await keys('--help', {});
    expect(help.code).toBe(0);
    expect(help.output).toMatch(/npm run keys -- create --user NAME/);
  });
});
