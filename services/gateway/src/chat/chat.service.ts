import type { ChatReply } from '@atelier/contracts';
import type { Database, Stores } from '@atelier/database';
import { AppError } from '@atelier/errors';
import { v7 as uuidv7 } from 'uuid';
import { choosePicture } from './choose-picture.js';
import { commitTurn } from './commit-turn.js';
import { findConversation } from './find-conversation.js';
import type { LlmClient } from './llm-client.js';
import { readAnswer, type Answer } from './read-answer.js';
import { toTextRequest } from './to-text-request.js';
import type { Turn } from './turn.js';
import { withDeadline } from './with-deadline.js';

export interface ChatServiceOptions {
  readonly database: Database;
  readonly llm: LlmClient;
  /** Turns of the conversation that the model is shown. */
  readonly historyLimit: number;
  readonly maxNewTokens: number;
  /** Time for a whole answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Unfinished picture jobs an owner may have. */
  readonly maxUnfinishedJobs: number;
  /** Called once a picture job is committed. */
  readonly onAccepted: () => void;
}

export interface ChatService {
  /**
   * Answers a message: reads the history, asks the model, and commits the turn together with the
   * picture job it asks for. A caller that leaves does not stop the turn.
   *
   * @throws AppError `NOT_FOUND` (conversation), `DEADLINE_EXCEEDED`, `SHUTTING_DOWN`, `ENGINE_*`,
   *   `LLM_UNAVAILABLE`, `DATABASE_UNAVAILABLE`, `STORAGE_FULL`.
   */
  takeTurn(turn: Turn): Promise<ChatReply>;
  /** Ends running turns with `SHUTTING_DOWN`. */
  abort(): void;
}

export function createChatService(options: ChatServiceOptions): ChatService {
  const { database, llm } = options;
  const shutdown = new AbortController();

  const answer = async (turn: Turn, conversationId: string): Promise<Answer> => {
    const { ownerId, body, requestId } = turn;
    const { historyLimit, maxNewTokens, timeoutMs } = options;
    const history = await database.messages.lastTurns(ownerId, conversationId, historyLimit);
    const request = toTextRequest(history, body.message, maxNewTokens);
    return await withDeadline(timeoutMs, shutdown.signal, (signal) =>
      readAnswer(llm.generate(request, { requestId, signal })),
    );
  };

  const hasRoom = async (stores: Stores, ownerId: string, { imagePrompts }: Answer) => {
    if (imagePrompts.length === 0) return true;
    // Held until the commit, so that simultaneous turns can't pass the limit together.
    await stores.users.lock(ownerId);
    return (await stores.imageJobs.countUnfinished(ownerId)) < options.maxUnfinishedJobs;
  };

  return {
    async takeTurn(turn) {
      const startedAt = Date.now();
      const conversationId = await findConversation(database.conversations, turn);
      const read = await answer(turn, conversationId);
      const { reply, picture } = await database.transaction(async (stores) => {
        const room = await hasRoom(stores, turn.ownerId, read);
        const { picture, warnings } = choosePicture(read, room);
        const reply: ChatReply = {
          assistant_response: visibleText(read.text, picture !== undefined),
          ...(picture && { image_job_id: picture.id }),
          image_urls: [],
          conversation_id: conversationId,
          message_id: uuidv7(),
          model: read.model,
          warnings: [...warnings],
        };
        await commitTurn(stores, turn, reply, picture);
        return { reply, picture };
      });
      turn.log.info('turn.answered', {
        conversationId,
        jobId: picture?.id,
        tokens: read.usage.completionTokens,
        durationMs: Date.now() - startedAt,
      });
      if (picture) options.onAccepted();
      return reply;
    },
    abort: () => {
      shutdown.abort(new AppError('SHUTTING_DOWN', 'Atelier is stopping. Send it again shortly.'));
    },
  };
}

/** What the reader sees, also where a model wrote a block and nothing else. */
function visibleText(text: string, draws: boolean): string {
  if (text !== '') return text;
  if (draws) return 'I am drawing it.';
  throw new AppError('ENGINE_FAILED', 'The model gave an empty answer. Ask again.');
}
