import { sql } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import { conversations } from '../schema/conversations.js';
import { imageJobs } from '../schema/image-jobs.js';
import { messages } from '../schema/messages.js';
import { toSnippet, wordsOf, type SnippetPart } from './snippet.js';

/** Where a hit stands in the order of hits. */
export interface HitPlace {
  readonly rank: number;
  readonly createdAt: Date;
  readonly messageId: string;
  readonly where: 'message' | 'image-prompt';
}

/** Words that were found in a message, or in the prompt of the picture that it started. */
export interface SearchHit extends HitPlace {
  readonly conversationId: string;
  readonly title: string | undefined;
  /** Place of the message in its conversation, from 1. */
  readonly seq: number;
  readonly role: 'user' | 'assistant';
  readonly snippet: readonly SnippetPart[];
}

/** What is searched for. */
export interface Search {
  /** As people write it: words, `"a phrase"`, `or`, `-without`. */
  readonly words: string;
  readonly limit: number;
  /** The last hit of the page before. */
  readonly after?: HitPlace | undefined;
}

export interface SearchStore {
  /**
   * The best hits first. Of more than 5,000 messages or prompts, the newest are ranked. Finds nothing
   * for a search that only says what should not be there.
   */
  find(ownerId: string, search: Search): Promise<readonly SearchHit[]>;
}

/** Ranking reads each text that matches; this bounds what one search can cost. */
const maxRanked = 5_000;
/** Units of a text that a snippet is looked for in. */
const maxText = 50_000;

export function createSearchStore({ db }: Connection): SearchStore {
  return {
    async find(ownerId, { words, limit, after }) {
      const query = sql`websearch_to_tsquery('simple', ${words})`;
      const wanted = await wordsIn(db, query);
      if (wanted.size === 0) return [];
      const { rows } = await db.execute<Row>(sql`
        select page.*, m.conversation_id, m.seq, m.role, c.title, left(
          case page.place when ${places.message} then m.content else j.settings ->> 'prompt' end,
          ${maxText}) as text
        from (
          select * from (${hitsInMessages(ownerId, query)} union all ${hitsInPrompts(ownerId, query)})
            as hits
          ${after ? behind(after) : sql``}
          order by rank desc, created_at desc, id desc, place desc limit ${limit}
        ) as page
        join ${messages} m on m.id = page.id
        join ${conversations} c on c.id = m.conversation_id
        left join ${imageJobs} j on j.id = m.image_job_id
        order by page.rank desc, page.created_at desc, page.id desc, page.place desc`);
      return rows.map((row) => toHit(row, wanted));
    },
  };
}

interface Row extends Record<string, unknown> {
  readonly id: string;
  readonly created_at: string;
  readonly place: number;
  readonly rank: number;
  readonly conversation_id: string;
  readonly seq: number;
  readonly role: 'user' | 'assistant';
  readonly title: string | null;
  readonly text: string;
}

/** How a place is written in a query; the larger comes first. */
const places = { message: 1, 'image-prompt': 0 } as const;

type Sql = ReturnType<typeof sql>;

/** The words that can be found, those after a minus left out. */
async function wordsIn(db: Connection['db'], query: Sql): Promise<ReadonlySet<string>> {
  const { rows } = await db.execute<{ tree: string }>(sql`select querytree(${query}) as tree`);
  // Quoted words between operators. A search that no index helps with is a T without quotes.
  const quoted = (rows[0]?.tree ?? '').matchAll(/'((?:[^']|'')*)'/g);
  return wordsOf(Array.from(quoted, ([, word]) => word).join(' '));
}

/** The conversations are there for the planner: it may go through them or through the words. */
const hitsInMessages = (ownerId: string, query: Sql) => sql`
  (select m.id, m.created_at, ${places.message}::int as place, ts_rank(m.search, ${query}, 1) as rank
  from ${messages} m where m.id in (
    select m.id from ${messages} m
    join ${conversations} c on c.id = m.conversation_id
    where c.owner_id = ${ownerId} and m.owner_id = ${ownerId} and m.search @@ ${query}
    order by m.created_at desc, m.id desc limit ${maxRanked}))`;

const hitsInPrompts = (ownerId: string, query: Sql) => sql`
  (select m.id, m.created_at, ${places['image-prompt']}::int as place,
    ts_rank(j.search, ${query}, 1) as rank
  from ${imageJobs} j join ${messages} m on m.image_job_id = j.id and m.owner_id = ${ownerId}
  where j.id in (
    select j.id from ${imageJobs} j
    where j.owner_id = ${ownerId} and j.search @@ ${query}
    order by j.created_at desc, j.id desc limit ${maxRanked}))`;

const behind = ({ rank, createdAt, messageId, where }: HitPlace) => sql`
  where (rank, created_at, id, place) < (${rank}::float4, ${createdAt.toISOString()}::timestamptz,
    ${messageId}::uuid, ${places[where]}::int)`;

function toHit(row: Row, wanted: ReadonlySet<string>): SearchHit {
  return {
    conversationId: row.conversation_id,
    title: row.title ?? undefined,
    messageId: row.id,
    seq: row.seq,
    role: row.role,
    createdAt: new Date(row.created_at),
    where: row.place === places.message ? 'message' : 'image-prompt',
    rank: row.rank,
    snippet: toSnippet(row.text, wanted),
  };
}
