import { imageDefaults, type ChatReply } from '@atelier/contracts';
import type { Database, Stores } from '@atelier/database';
import { AppError } from '@atelier/errors';
import type { ImagePromptDefaults, SettledPicture } from '@atelier/image-prompt';
import { v7 as uuidv7 } from 'uuid';
import { choosePicture, type Picture } from './choose-picture.js';
import { commitTurn } from './commit-turn.js';
import { findConversation } from './find-conversation.js';
import type { LlmClient } from './llm-client.js';
import { readAnswer, type Answer } from './read-answer.js';
import { settleAnswer } from './settle-answer.js';
import { toTextRequest, type Sampling } from './to-text-request.js';
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
  /** What the active image model draws with; the contract's defaults without it. */
  readonly imageDefaults?: () => ImagePromptDefaults;
  /** How the active chat model chooses its words; the contract's defaults without it. */
  readonly sampling?: () => Sampling;
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

  const ask = async (turn: Turn, conversationId: string) => {
    const { ownerId, body, requestId } = turn;
    const { historyLimit, maxNewTokens: maxTokens, timeoutMs } = options;
    const deadlineAt = Date.now() + timeoutMs;
    const history = await database.messages.lastTurns(ownerId, conversationId, historyLimit);
    const sampling = options.sampling?.() ?? {};
    const request = toTextRequest(history, body.message, { maxTokens, sampling });
    const answer = await withDeadline(timeoutMs, shutdown.signal, (signal) =>
      readAnswer(llm.generate(request, { requestId, signal })),
    );
    const asked = { request, answer, deadlineAt };
    const defaults = options.imageDefaults?.() ?? imageDefaults;
    const settled = await settleAnswer(turn, history, asked, {
      llm,
      imageJobs: database.imageJobs,
      defaults,
      shutdown: shutdown.signal,
    });
    return { answer, settled };
  };

  const hasRoom = async (stores: Stores, ownerId: string, { settings }: SettledPicture) => {
    if (settings === undefined) return true;
    // Held until the commit, so that simultaneous turns can't pass the limit together.
    await stores.users.lock(ownerId);
    return (await stores.imageJobs.countUnfinished(ownerId)) < options.maxUnfinishedJobs;
  };

  return {
    async takeTurn(turn) {
      const startedAt = Date.now();
      const conversationId = await findConversation(database.conversations, turn);
      const { answer, settled } = await ask(turn, conversationId);
      const { reply, picture } = await database.transaction(async (stores) => {
        const room = await hasRoom(stores, turn.ownerId, settled);
        const { picture, warnings } = choosePicture(settled, room);
        const reply: ChatReply = {
          assistant_response: visibleText(answer, settled, picture),
          ...(picture && { image_job_id: picture.id }),
          image_urls: [],
          conversation_id: conversationId,
          message_id: uuidv7(),
          model: answer.model,
          warnings: [...warnings],
        };
        await commitTurn(stores, turn, reply, picture);
        return { reply, picture };
      });
      turn.log.info('turn.answered', {
        conversationId,
        jobId: picture?.id,
        tokens: answer.usage.completionTokens,
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

/** What the reader sees, also where a model wrote a block alone, or denied what comes anyway. */
function visibleText(
  { text }: Answer,
  { contradictsText }: SettledPicture,
  picture: Picture | undefined,
): string {
  if (picture !== undefined && (text === '' || contradictsText)) return 'I am drawing it.';
  if (text !== '') return text;
  throw new AppError('ENGINE_FAILED', 'The model gave an empty answer. Ask again.');
}
