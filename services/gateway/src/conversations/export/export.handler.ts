import { Readable } from 'node:stream';
import type { Conversation } from '@atelier/database';
import type { Handlers } from '../../http/handlers.js';
import { toConversationView } from '../to-conversation-view.js';
import { readTranscript, type TranscriptSource } from './read-transcript.js';
import { writeJson } from './write-json.js';
import { writeMarkdown } from './write-markdown.js';

export interface ExportOptions extends TranscriptSource {
  /** @throws AppError `NOT_FOUND` */
  readonly find: (ownerId: string, id: string) => Promise<Conversation>;
}

const formats = {
  json: { contentType: 'application/json', extension: 'json', write: writeJson },
  markdown: { contentType: 'text/markdown; charset=utf-8', extension: 'md', write: writeMarkdown },
} as const;

/** `GET /api/v1/conversations/{id}/export`: written page by page, however long it is. */
export function exportHandler(options: ExportOptions): Handlers['exportConversation'] {
  return async ({ principal, params, query }) => {
    const { ownerId } = principal;
    const conversation = await options.find(ownerId, params.id);
    const { contentType, extension, write } = formats[query.format];
    const name = `atelier-conversation-${conversation.id}.${extension}`;
    return {
      contentType,
      headers: {
        'content-disposition': `attachment; filename="${name}"`,
        'cache-control': 'no-store',
      },
      body: () => {
        const pages = readTranscript(options, ownerId, conversation.id);
        return Promise.resolve(Readable.from(write(toConversationView(conversation), pages)));
      },
    };
  };
}
