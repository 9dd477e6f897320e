import { z } from 'zod';
import { text } from '../text.js';
import { TokenUsage } from '../generation/text.js';
import { Warning } from './chat.js';
import { pageLimit } from './page.js';
import { ImageJobView } from './image-job.js';

/** A word that conversations are found by. */
export const Tag = text(1, 50)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u, 'must be letters, digits, spaces, dots, _ or -')
  .meta({ description: 'A word that conversations are found by.' });

/** A conversation without its messages. */
export const ConversationView = z
  .object({
    id: z.uuid(),
    user_id: z.string().meta({ description: "The caller's own name for who speaks." }),
    title: z.string().optional(),
    tags: z.array(z.string()),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Conversation' });
export type ConversationView = z.infer<typeof ConversationView>;

/** One message of a conversation. */
export const MessageView = z
  .object({
    id: z.uuid(),
    seq: z.int().positive().meta({ description: 'Place in the conversation, from 1.' }),
    role: z.enum(['user', 'assistant']),
    content: z.string(),
    reasoning: z.string().optional(),
    model: z.string().optional(),
    image_job_id: z.uuid().optional(),
    warnings: z.array(Warning),
    usage: TokenUsage.optional(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'Message' });
export type MessageView = z.infer<typeof MessageView>;

/** What may be changed of a conversation. */
export const ConversationPatch = z
  .strictObject({
    title: text(1, 200).nullable().optional().meta({ description: 'null takes it away.' }),
    tags: z.array(Tag).max(20).optional(),
  })
  .meta({ id: 'ConversationPatch' });
export type ConversationPatch = z.infer<typeof ConversationPatch>;

const cursor = text(1, 300).optional().meta({ description: 'next_cursor of the page before.' });

/** Which conversations are listed. */
export const ConversationListQuery = z.strictObject({
  user_id: text(1, 128).optional().meta({ description: 'Only those of this user_id.' }),
  tag: Tag.optional().meta({ description: 'Only those with this tag.' }),
  limit: pageLimit(100, 30),
  cursor,
});

/** A page of conversations, the one that was written in last first. */
export const ConversationListView = z
  .object({
    conversations: z.array(ConversationView),
    next_cursor: z.string().optional().meta({ description: 'Absent on the last page.' }),
  })
  .meta({ id: 'ConversationList' });
export type ConversationListView = z.infer<typeof ConversationListView>;

/** Which messages of a conversation are read. */
export const MessageListQuery = z.strictObject({
  limit: pageLimit(100, 50),
  before: z.coerce
    .number()
    .int()
    .min(1)
    .max(0x7fff_ffff)
    .optional()
    .meta({ description: 'Only messages before this place: next_before of the page before.' }),
});

/** A page of messages, oldest first; the newest page comes first. */
export const MessageListView = z
  .object({
    messages: z.array(MessageView),
    next_before: z.int().positive().optional().meta({ description: 'Absent on the last page.' }),
  })
  .meta({ id: 'MessageList' });
export type MessageListView = z.infer<typeof MessageListView>;

/** What becomes of the pictures of a conversation that is deleted. */
export const DeleteConversationQuery = z.strictObject({
  pictures: z.enum(['keep', 'delete']).default('keep'),
});

/** How a conversation is written out. */
export const ExportFormat = z.enum(['json', 'markdown']);
export type ExportFormat = z.infer<typeof ExportFormat>;

export const ExportQuery = z.strictObject({ format: ExportFormat.default('json') });

/** A conversation written out as JSON. */
export const ConversationExport = z
  .object({
    version: z.literal(1),
    conversation: ConversationView,
    messages: z.array(
      MessageView.extend({
        image_job: ImageJobView.optional().meta({ description: 'The picture job it started.' }),
      }),
    ),
  })
  .meta({ id: 'ConversationExport' });
export type ConversationExport = z.infer<typeof ConversationExport>;

/** What is searched for. */
export const SearchQuery = z.strictObject({
  q: text(1, 1_000).meta({ description: 'Words; "a phrase", or, and -without are understood.' }),
  limit: pageLimit(50, 20),
  cursor,
});

/** A place where the words were found. */
export const SearchHit = z
  .object({
    conversation_id: z.uuid(),
    title: z.string().optional().meta({ description: 'Of the conversation.' }),
    message_id: z.uuid(),
    seq: z.int().positive().meta({ description: 'Place of the message in the conversation.' }),
    role: z.enum(['user', 'assistant']),
    created_at: z.iso.datetime(),
    where: z
      .enum(['message', 'image-prompt'])
      .meta({ description: "In the message's text, or in the prompt of its picture." }),
    snippet: z
      .array(z.object({ text: z.string(), match: z.boolean() }))
      .meta({ description: 'Joined, the text around the words. Plain text, never HTML.' }),
  })
  .meta({ id: 'SearchHit' });
export type SearchHit = z.infer<typeof SearchHit>;

/** A page of hits, the best first. */
export const SearchView = z
  .object({
    hits: z.array(SearchHit),
    next_cursor: z.string().optional().meta({ description: 'Absent on the last page.' }),
  })
  .meta({ id: 'SearchResults' });
export type SearchView = z.infer<typeof SearchView>;
