import { randomInt } from 'node:crypto';
import { imageLimits, type TextRequest } from '@atelier/contracts';
import type { ImageJobStore, Turn as StoredTurn } from '@atelier/database';
import {
  settlePicture,
  type EarlierTurn,
  type ImagePromptDefaults,
  type SettledPicture,
} from '@atelier/image-prompt';
import { errorFields } from '@atelier/logging';
import type { LlmClient } from './llm-client.js';
import type { Answer } from './read-answer.js';
import { readBlock } from './read-block.js';
import type { Turn } from './turn.js';
import { withDeadline } from './with-deadline.js';

export interface SettleDeps {
  readonly llm: Pick<LlmClient, 'generate'>;
  readonly imageJobs: Pick<ImageJobStore, 'find'>;
  readonly defaults: ImagePromptDefaults;
  readonly shutdown: AbortSignal;
}

/** Enough for a sentence and a block. */
const maxRedrawTokens = 400;
// Another wording is wanted, but not a wild one.
const redrawTemperature = 0.7;

/**
 * Makes the picture of an answer agree with the message. The model may be asked again, until the
 * turn's time is up; what goes wrong in that costs the turn nothing.
 *
 * @param deadlineAt of the turn, in milliseconds as `Date.now` has them.
 */
export async function settleAnswer(
  turn: Turn,
  history: readonly StoredTurn[],
  asked: { readonly request: TextRequest; readonly answer: Answer; readonly deadlineAt: number },
  { llm, imageJobs, defaults, shutdown }: SettleDeps,
): Promise<SettledPicture> {
  const { request, answer, deadlineAt } = asked;
  const redraw = async (attempt: number): Promise<string | undefined> => {
    const again: TextRequest = {
      ...request,
      maxTokens: Math.min(request.maxTokens, maxRedrawTokens),
      temperature: redrawTemperature,
      seed: randomInt(imageLimits.maxSeed + 1),
    };
    try {
      return await withDeadline(deadlineAt - Date.now(), shutdown, (signal) =>
        readBlock(llm.generate(again, { requestId: turn.requestId, signal })),
      );
    } catch (error) {
      turn.log.warn('turn.redraw-failed', { attempt, ...errorFields(error) });
      return undefined;
    }
  };
  return await settlePicture(turn.body.message, answer, {
    defaults,
    randomSeed: randomInt(imageLimits.maxSeed + 1),
    earlier: await toEarlierTurns(turn.ownerId, history, imageJobs),
    redraw,
  });
}

/** What was said before, and the prompt of the last picture. */
async function toEarlierTurns(
  ownerId: string,
  history: readonly StoredTurn[],
  imageJobs: Pick<ImageJobStore, 'find'>,
): Promise<readonly EarlierTurn[]> {
  const last = history.findLast(({ assistant }) => assistant.imageJobId !== undefined);
  const jobId = last?.assistant.imageJobId;
  const job = jobId === undefined ? undefined : await imageJobs.find(ownerId, jobId);
  return history.map((turn) => ({
    user: turn.user.content,
    ...(turn === last && { prompt: job?.settings.prompt }),
  }));
}
