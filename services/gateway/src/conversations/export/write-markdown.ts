import type { ConversationView, ImageJobView } from '@atelier/contracts';
import type { ExportedMessage } from './read-transcript.js';

/** A conversation as Markdown to read. */
export async function* writeMarkdown(
  conversation: ConversationView,
  pages: AsyncIterable<readonly ExportedMessage[]>,
): AsyncGenerator<string, void, undefined> {
  // Comes out with the first page, so that a page that can't be read is still a problem of its own.
  let before = heading(conversation);
  for await (const page of pages) {
    yield before + page.map(toMarkdown).join('');
    before = '';
  }
  if (before !== '') yield before;
}

function heading({ id, title, user_id, tags, created_at }: ConversationView): string {
  const facts = [
    `Conversation \`${id}\` of ${plain(user_id)}`,
    `Begun ${created_at}`,
    ...(tags.length > 0 ? [`Tags: ${plain(tags.join(', '))}`] : []),
  ];
  return `# ${plain(title ?? 'Conversation')}\n\n${list(facts)}`;
}

function toMarkdown(message: ExportedMessage): string {
  const { role, content, model, created_at, image_job: job } = message;
  const name = role === 'user' ? 'User' : 'Assistant';
  const by = model === undefined ? '' : ` (${plain(model)})`;
  return `\n## ${name}${by}, ${created_at}\n\n${quoted(content)}${job ? picture(job) : ''}`;
}

/** What is open inside of a quote, a code fence for instance, ends with it. */
function quoted(content: string): string {
  return content
    .split(/\r\n|\r|\n/)
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n')
    .concat('\n');
}

function picture({ settings, status, images }: ImageJobView): string {
  const { prompt, negative_prompt, width, height, steps, cfg_scale, seed } = settings;
  const facts = [
    `Picture: ${plain(prompt)}`,
    ...(negative_prompt === '' ? [] : [`Without: ${plain(negative_prompt)}`]),
    `${width}×${height}, ${steps} steps, guidance ${cfg_scale}, seed ${seed}`,
    ...(images.length === 0 ? [`Status: ${status}`] : []),
    ...images.map(({ url, seed }) => `[PNG, seed ${seed}](${url})`),
  ];
  return `\n${list(facts)}`;
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}\n`).join('');
}

/** Text on one line that means nothing in Markdown. */
function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_~[\]<>&|#!]/g, '\\$&');
}
