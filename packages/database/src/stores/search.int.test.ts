import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '@atelier/testkit';
import { createFixture, settings, type Fixture } from '../testing/fixture.js';
import type { SearchHit } from './search.store.js';

describe('search', () => {
  let fixture: Fixture;
  let owner: string;
  beforeAll(async () => {
    fixture = await createFixture(await createTestDatabase());
    owner = await fixture.newUser();
  });
  afterAll(() => fixture.close());

  const find = (words: string, ownerId = owner) =>
    fixture.database.search.find(ownerId, { words, limit: 10 });
  const newConversation = async (ownerId = owner) => {
    const id = randomUUID();
    await fixture.database.conversations.create({ id, ownerId, userLabel: 'ann' });
    return id;
  };
  const say = async (
    conversationId: string,
    [ask, answer]: readonly [string, string],
    { prompt, ownerId = owner }: { prompt?: string; ownerId?: string } = {},
  ) => {
    const imageJobId =
      prompt === undefined
        ? undefined
        : await fixture.newJob(ownerId, { conversationId, settings: { ...settings, prompt } });
    await fixture.database.messages.appendTurn(ownerId, {
      conversationId,
      user: { id: randomUUID(), content: ask },
      assistant: { id: randomUUID(), content: answer, model: 'mock', imageJobId },
    });
  };
  const shown = ({ snippet }: SearchHit) =>
    snippet.map((part) => (part.match ? `[${part.text}]` : part.text)).join('');

  it('finds words in messages and in the prompts of their pictures', async () => {
    const id = await newConversation();
    await fixture.database.conversations.change(owner, id, { title: 'Sea' });
    await say(id, ['Draw a Lighthouse, please', 'Here it is.'], { prompt: 'a lighthouse at sea' });
    const hits = await find('lighthouse');
    expect(hits.map((hit) => [hit.where, hit.role, hit.seq, shown(hit)]).sort()).toEqual([
      ['image-prompt', 'assistant', 2, 'a [lighthouse] at sea'],
      ['message', 'user', 1, 'Draw a [Lighthouse], please'],
    ]);
    expect(hits[0]).toMatchObject({ conversationId: id, title: 'Sea' });
    expect(hits[0]?.createdAt).toBeInstanceOf(Date);
  });

  it('understands phrases, or, and minus, and marks no word that was to be absent', async () => {
    const id = await newConversation();
    await say(id, ['green tea with milk', 'black tea']);
    await say(id, ['tea that is green', 'or coffee without']);
    const texts = async (words: string) => (await find(words)).map(shown).sort();
    expect(await texts('"green tea"')).toEqual(['[green] [tea] with milk']);
    expect(await texts('tea -milk')).toEqual(['[tea] that is green', 'black [tea]']);
    expect(await texts('milk or coffee')).toEqual(['green tea with [milk]', 'or [coffee] without']);
    expect(await texts('tea -"that is"')).toEqual(['black [tea]', 'green [tea] with milk']);
  });

  it('puts what says it most first', async () => {
    const id = await newConversation();
    await say(id, ['walrus and a very long rest of words', 'walrus walrus walrus']);
    expect((await find('walrus')).map(({ seq }) => seq)).toEqual([2, 1]);
  });

  it('is nobody else’s', async () => {
    const stranger = await fixture.newUser();
    const id = await newConversation();
    await say(id, ['a platypus', 'yes'], { prompt: 'platypus' });
    const theirs = await newConversation(stranger);
    await say(theirs, ['no', 'my platypus'], { ownerId: stranger });
    expect((await find('platypus', stranger)).map((hit) => hit.conversationId)).toEqual([theirs]);
    expect(await find('platypus')).toHaveLength(2);
    expect(await find('platypus', await fixture.newUser())).toEqual([]);
  });

  it('gives each hit once over pages, also where rank and moment are the same', async () => {
    const id = await newConversation();
    for (let turn = 0; turn < 4; turn += 1) {
      await say(id, ['one gnu', 'one gnu'], { prompt: 'one gnu' });
    }
    await fixture.query(
      "update messages set created_at = '2026-01-01' where conversation_id = $1",
      [id],
    );
    const seen: string[] = [];
    let after = undefined;
    for (let page = 0; page < 5; page += 1) {
      const hits = await fixture.database.search.find(owner, { words: 'gnu', limit: 3, after });
      seen.push(...hits.map((hit) => `${hit.where} ${hit.messageId}`));
      after = hits.at(-1);
    }
    expect(seen).toHaveLength(12);
    expect(new Set(seen).size).toBe(12);
  });

  it.each([`'":*&|!`, '-', '""', '-lighthouse', '  ', '<->', '🦊'])(
    'finds nothing for %p, which has no word to look for',
    async (words) => {
      expect(await find(words)).toEqual([]);
    },
  );

  it.each([
    ['quotes', `it's \\'quoted\\' "and open`],
    ['operators', '-"(a | b)" & !c <2> :* walrus'],
    ['a long word', 'a'.repeat(1_000)],
    ['one word many times', 'walrus '.repeat(142)],
    ['many ors', 'walrus or '.repeat(100)],
    ['many phrases', '"walrus '.repeat(125)],
    ['many minuses', '-walrus '.repeat(125)],
    ['SQL', '%_\\ $1 ; drop table messages; --'],
  ])('survives %s', async (_name, words) => {
    await expect(find(words)).resolves.toEqual(expect.any(Array));
  });

  it('marks the words of compounds and escaped words', async () => {
    const id = await newConversation();
    await say(id, ["it's on example.com/zebra and well-known", '<b>zebra</b> \\zebra\\']);
    expect((await find('example.com/zebra')).map(shown)).toEqual([
      "it's on [example].[com]/[zebra] and well-known",
    ]);
    expect((await find("it's well-known")).map(shown)).toEqual([
      "[it]'[s] on example.com/zebra and [well]-[known]",
    ]);
    expect((await find('\\zebra')).map(shown)).toEqual(['<b>[zebra]</b> \\[zebra]\\']);
  });
});
