import type { ChatReply, TextRequest } from '@atelier/contracts';
import type { Database } from '@atelier/database';
import { errorFields } from '@atelier/logging';
import type { LlmClient } from '../llm/llm-client.js';
import { readText } from './answer/read-block.js';
import type { Turn } from './turn/turn.js';

export interface TitlesOptions {
  readonly conversations: Pick<Database['conversations'], 'setTitleIfNone' | 'find'>;
  readonly llm: Pick<LlmClient, 'generate'>;
  /** Whether the chat model at work writes more than it was trained to say. */
  readonly writesProse: () => boolean;
}

/** Titles at once; a turn that comes while so many are written gets a plain one. */
const maxAtOnce = 2;
const timeoutMs = 30_000;
const maxLength = 60;
const shownLength = 1_000;

/** Gives a conversation a title once its first turn is over, in the background. */
export function createTitles({ conversations, llm, writesProse }: TitlesOptions) {
  let running = 0;

  const written = async (turn: Turn, reply: ChatReply): Promise<string | undefined> => {
    const request: TextRequest = {
      messages: [
        {
          role: 'system',
          content:
            'You name conversations. Answer with a title of two to five words and nothing else.',
        },
        {
          role: 'user',
          content: `Name this conversation.\n\nPerson: ${turn.body.message.slice(0, shownLength)}\nAssistant: ${reply.assistant_response.slice(0, shownLength)}`,
        },
      ],
      maxTokens: 24,
      temperature: 0,
      topP: 1,
      topK: 0,
      repetitionPenalty: 1,
      presencePenalty: 0,
      frequencyPenalty: 0,
      stop: ['\n'],
      reasoning: 'off',
    };
    const { requestId, traceparent } = turn;
    const call = { requestId, traceparent, signal: AbortSignal.timeout(timeoutMs) };
    running += 1;
    const text = await readText(llm.generate(request, call)).finally(() => {
      running -= 1;
    });
    const title = text.replace(/^(?:title|name):/i, '').replace(/^[\s"'*#]+|[\s"'*.]+$/g, '');
    return title.length >= 3 && title.length <= maxLength ? title : undefined;
  };

  return async (turn: Turn, reply: ChatReply): Promise<void> => {
    const { ownerId, conversationId, log } = turn;
    try {
      const conversation = await conversations.find(ownerId, conversationId);
      if (!conversation || conversation.title !== undefined) return;
      const title =
        writesProse() && running < maxAtOnce
          ? await written(turn, reply).catch(() => undefined)
          : undefined;
      await conversations.setTitleIfNone(
        ownerId,
        conversationId,
        title ?? plainTitle(turn.body.message),
      );
    } catch (error) {
      log.warn('turn.not-titled', errorFields(error));
    }
  };
}

/** The first words of a message. */
export function plainTitle(message: string): string {
  const words = message.slice(0, shownLength).split(/\s+/).filter(Boolean);
  let title = words.shift()?.slice(0, maxLength) ?? 'Untitled';
  for (const word of words) {
    if (title.length + word.length + 1 > maxLength) return `${title}…`;
    title += ` ${word}`;
  }
  return title.toWellFormed();
}
