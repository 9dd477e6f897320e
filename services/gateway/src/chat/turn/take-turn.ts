import { imageDefaults, type ChatReply, type Warning } from '@atelier/contracts';
import type { Database, Stores } from '@atelier/database';
import { AppError, toAppError } from '@atelier/errors';
import type { ImagePromptDefaults, SettledPicture } from '@atelier/image-prompt';
import type { LlmClient } from '../../llm/llm-client.js';
import { refuseContent, type Moderator } from '../../moderation/moderator.js';
import type { AskModel } from '../answer/ask-model.js';
import { settleAnswer } from '../answer/settle-answer.js';
import type { Answer } from '../answer/stream-answer.js';
import { withDeadline } from '../answer/with-deadline.js';
import { choosePicture, type Picture } from './choose-picture.js';
import { commitTurn } from './commit-turn.js';
import type { LiveTurn } from './live-turn.js';
import { createTeller, toldText } from './told-text.js';
import type { Turn } from './turn.js';

export interface TakeTurnOptions {
  readonly database: Database;
  readonly llm: Pick<LlmClient, 'generate'>;
  readonly askModel: AskModel;
  readonly moderator: Moderator;
  /** Turns of the conversation that the model is shown, at most. */
  readonly historyLimit: number;
  /** Time for a whole answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Unfinished picture jobs an owner may have. */
  readonly maxUnfinishedJobs: number;
  /** What the active image model draws with; the contract's defaults without it. */
  readonly imageDefaults?: () => ImagePromptDefaults;
}

/** What a turn came to. */
export interface TakenTurn {
  readonly reply: ChatReply;
  readonly picture: Picture | undefined;
}

/**
 * Answers a message: reads the history, asks the model, and commits the turn together with the
 * picture job it asks for; tells each step to `live`, but for the end.
 *
 * @param signal ends it: with `CANCELLED`, what was written so far is kept as the answer.
 * @throws AppError `DEADLINE_EXCEEDED`, `SHUTTING_DOWN`, `ENGINE_*`, `LLM_UNAVAILABLE`,
 *   `CONTEXT_TOO_LONG`, `DATABASE_UNAVAILABLE`, `STORAGE_FULL`, `FENCE_LOST`.
 */
export async function takeTurn(
  turn: Turn,
  live: LiveTurn,
  signal: AbortSignal,
  options: TakeTurnOptions,
): Promise<TakenTurn> {
  const { database, timeoutMs } = options;
  const { ownerId, conversationId } = turn;
  const deadlineAt = Date.now() + timeoutMs;
  const teller = createTeller(live.say, toldText(live.read(0).map(({ event }) => event)));
  const listener = {
    text: teller.text,
    reasoning: turn.reasoning === 'show' ? teller.reasoning : () => undefined,
    say: live.say,
  };
  const history = await database.messages.lastTurns(ownerId, conversationId, options.historyLimit);
  const { answer, request } = await withDeadline(timeoutMs, signal, (limit) =>
    options.askModel(turn, history, listener, limit),
  );
  const isCancelled = answer.finishReason === 'cancelled';
  const settled = isCancelled
    ? nothingToDraw
    : await settleAnswer(
        turn,
        history,
        { request, answer, deadlineAt },
        {
          llm: options.llm,
          imageJobs: database.imageJobs,
          defaults: options.imageDefaults?.() ?? imageDefaults,
          signal,
        },
      );
  const allowed = await moderate(settled, options.moderator, turn);
  const taken = await database.transaction(async (stores) => {
    const { picture, warnings } = choosePicture(
      allowed,
      await hasRoom(stores, turn, allowed, options),
    );
    const text = isCancelled ? answer.text : visibleText(answer, allowed, picture);
    const reply = toReply(turn, answer, { text, picture, warnings });
    await commitTurn(stores, turn, reply, picture);
    return { reply, picture };
  });
  teller.settle(taken.reply.assistant_response);
  return taken;
}

const nothingToDraw: SettledPicture = { settings: undefined, warnings: [] };

/** A prompt that may not be drawn is left out, and the reader is told. */
async function moderate(
  settled: SettledPicture,
  moderator: Moderator,
  { log }: Turn,
): Promise<SettledPicture> {
  if (settled.settings === undefined) return settled;
  try {
    await refuseContent(moderator, { text: settled.settings.prompt, kind: 'image-prompt' }, log);
    return settled;
  } catch (error) {
    const { code, message } = toAppError(error);
    if (code !== 'CONTENT_REFUSED') throw error;
    return { ...nothingToDraw, warnings: [...settled.warnings, { code, message }] };
  }
}

async function hasRoom(
  stores: Stores,
  { ownerId }: Turn,
  { settings }: SettledPicture,
  { maxUnfinishedJobs }: TakeTurnOptions,
): Promise<boolean> {
  if (settings === undefined) return true;
  // Held until the commit, so that simultaneous turns can't pass the limit together.
  await stores.users.lock(ownerId);
  return (await stores.imageJobs.countUnfinished(ownerId)) < maxUnfinishedJobs;
}

/** What the reader sees: the model's words, unless they are not true of the picture. */
function visibleText(
  answer: Answer,
  { settings, text }: SettledPicture,
  picture: Picture | undefined,
): string {
  // What is said of a picture that is not drawn after all would not be true either.
  const isDrawn = settings === undefined || picture !== undefined;
  const visible = (isDrawn ? text : undefined) ?? answer.text;
  if (visible !== '') return visible;
  if (settings !== undefined) return 'No picture this time.';
  throw new AppError('ENGINE_FAILED', 'The model gave an empty answer. Ask again.');
}

function toReply(
  turn: Turn,
  answer: Answer,
  made: {
    readonly text: string;
    readonly picture: Picture | undefined;
    readonly warnings: readonly Warning[];
  },
): ChatReply {
  const { firstTokenAt, usage, reasoning } = answer;
  const since = (at: number) => Math.max(0, at - turn.acceptedAt);
  return {
    assistant_response: made.text,
    ...(made.picture && { image_job_id: made.picture.id }),
    image_urls: [],
    conversation_id: turn.conversationId,
    message_id: turn.id,
    model: answer.model,
    ...(turn.reasoning === 'show' && reasoning.trim() !== '' && { reasoning: reasoning.trim() }),
    warnings: [...made.warnings],
    ...(usage && { usage }),
    finish_reason: answer.finishReason,
    timings: {
      ...(firstTokenAt !== undefined && { first_token_ms: since(firstTokenAt) }),
      total_ms: since(Date.now()),
    },
  };
}
