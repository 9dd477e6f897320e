import type { ConversationView, ImageJobView, MessageView } from '@atelier/contracts';

const startMs = Date.UTC(2026, 0, 5, 9);
const minuteMs = 60_000;
/** Of the answers, each so many-th comes with a picture. */
const pictureEvery = 5;

/** A name for the n-th thing of a kind, as the API gives them. */
export function madeId(kind: number, n: number): string {
  return `0190c0de-0000-7000-8${String(kind).padStart(3, '0')}-${String(n).padStart(12, '0')}`;
}

export const conversationId = madeId(1, 1);

export const conversation: ConversationView = {
  id: conversationId,
  user_id: 'bench',
  title: 'A long talk',
  tags: ['long'],
  created_at: new Date(startMs).toISOString(),
  updated_at: new Date(startMs).toISOString(),
};

/** A conversation with every kind of Markdown in it, oldest message first. */
export function madeMessages(count: number): readonly MessageView[] {
  return Array.from({ length: count }, (_, index) => {
    const isAnswer = index % 2 === 1;
    const turn = Math.floor(index / 2);
    const hasPicture = isAnswer && turn % pictureEvery === 0;
    return {
      id: madeId(2, index),
      seq: index + 1,
      role: isAnswer ? 'assistant' : 'user',
      content: isAnswer ? answer(turn) : `Question ${turn + 1}: how does that work, and why?`,
      warnings: [],
      created_at: new Date(startMs + index * minuteMs).toISOString(),
      ...(isAnswer && { model: 'starter-chat', reasoning: `They ask about number ${turn + 1}.` }),
      ...(hasPicture && { image_job_id: madeId(3, turn) }),
    };
  });
}

/** The finished job of a picture inside the conversation. */
export function madeJob(id: string): ImageJobView {
  const n = Number(id.slice(-6));
  const prompt = `a lighthouse at night, number ${n}`;
  return {
    id,
    kind: 'generate',
    status: 'succeeded',
    progress: 100,
    step: 20,
    steps: 20,
    settings: {
      prompt,
      negative_prompt: '',
      width: 512,
      height: 512,
      steps: 20,
      cfg_scale: 7.5,
      seed: n,
      count: 1,
      format: 'png',
    },
    images: [
      {
        id: madeId(4, n),
        url: `/api/v1/images/${madeId(4, n)}`,
        thumbnail_url: `/api/v1/images/${madeId(4, n)}/thumbnail`,
        width: 512,
        height: 512,
        seed: n,
        format: 'png',
      },
    ],
    warnings: [],
    created_at: new Date(startMs).toISOString(),
    finished_at: new Date(startMs + minuteMs).toISOString(),
  };
}

const sentences = [
  'It keeps what was accepted in one place, and what was **finished** in another.',
  'The queue between them may be emptied at any moment, and nothing is lost by that.',
  'See [the page about it](https://example.org/about), or ask for `--help`.',
  'Each of them is told *once*, whatever happens on the way.',
  'That costs a few milliseconds, which nobody notices among the seconds of a drawing.',
];

/** Parts of answers; each is used in turn, so that every screenful has several kinds. */
const parts: readonly ((n: number) => string)[] = [
  (n) => sentences.slice(0, 1 + (n % sentences.length)).join(' '),
  (n) => list(3 + (n % 6)),
  (n) => code('ts', 8 + (n % 40)),
  (n) => table(3 + (n % 10)),
  (n) => `> ${sentences[n % sentences.length] ?? ''}\n>\n> - so it is said`,
  (n) => code('python', 12 + (n % 30)),
  () => '### What follows\n\n1. One thing\n2. And another\n   - with a part\n   - ~~and one less~~',
  (n) => sentences.map((words) => `${words} ${words}`).join(n % 2 === 0 ? ' ' : '\n\n'),
];

function answer(n: number): string {
  const pieces = 1 + (n % 4);
  return Array.from({ length: pieces }, (_, at) => parts[(n + at * 3) % parts.length]?.(n)).join(
    '\n\n',
  );
}

function list(items: number): string {
  return Array.from(
    { length: items },
    (_, at) => `- **Point ${at + 1}**: ${sentences[at % sentences.length] ?? ''}`,
  ).join('\n');
}

function table(rows: number): string {
  const body = Array.from(
    { length: rows },
    (_, at) => `| part ${at} | ${at * 7} | \`value-${at}\` | ${at % 2 === 0 ? '**yes**' : 'no'} |`,
  );
  return ['| Name | Count | Value | There |', '|---|---:|---|:-:|', ...body].join('\n');
}

function code(language: 'ts' | 'python', lines: number): string {
  const line =
    language === 'ts'
      ? (at: number) => `  const value${at} = await read('key-${at}', { limit: ${at} }); // ${at}`
      : (at: number) => `    value_${at} = read("key-${at}", limit=${at})  # ${at}`;
  const body = Array.from({ length: lines }, (_, at) => line(at));
  const [head, foot] =
    language === 'ts'
      ? ['export async function readAll(): Promise<void> {', '}']
      : ['def read_all() -> None:', '    return None'];
  return ['```' + language, head, ...body, foot, '```'].join('\n');
}
