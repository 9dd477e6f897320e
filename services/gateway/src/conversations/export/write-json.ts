import type { ConversationView } from '@atelier/contracts';
import type { ExportedMessage } from './read-transcript.js';

/** A conversation as the JSON of a ConversationExport, with a line for each message. */
export async function* writeJson(
  conversation: ConversationView,
  pages: AsyncIterable<readonly ExportedMessage[]>,
): AsyncGenerator<string, void, undefined> {
  // Comes out with the first page, so that a page that can't be read is still a problem of its own.
  const head = `{"version":1,"conversation":${JSON.stringify(conversation)},"messages":[\n`;
  let before = head;
  for await (const page of pages) {
    yield before + page.map((message) => JSON.stringify(message)).join(',\n');
    before = ',\n';
  }
  yield `${before === head ? head : '\n'}]}\n`;
}
