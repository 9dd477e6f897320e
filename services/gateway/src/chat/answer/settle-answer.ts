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
import type { AnswerPart, LlmClient } from '../../llm/llm-client.js';
import type { Answer } from './stream-answer.js';
import { readBlock, readText } from './read-block.js';
import type { Turn } from '../turn/turn.js';
import { withDeadline } from './with-deadline.js';

export interface SettleDeps {
  readonly llm: Pick<LlmClient, 'generate'>;
  readonly imageJobs: Pick<ImageJobStore, 'find'>;
  readonly defaults: ImagePromptDefaults;
  /** Ends the turn. */
  readonly signal: AbortSignal;
}

/** What a block holds, for engines that can be held to a form. */
const blockForm: TextRequest['output'] = {
  type: 'json-schema',
  schema: {
    type: 'object',
    properties: { prompt: { type: 'string' } },
    required: ['prompt'],
    additionalProperties: false,
  },
};
/** Seeds of answers are below this. */
const seedLimit = 2 ** 31;
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
  { llm, imageJobs, defaults, signal: outer }: SettleDeps,
): Promise<SettledPicture> {
  const { request, answer, deadlineAt } = asked;
  const { requestId, traceparent, conversationId } = turn;
  const call = { requestId, traceparent, stickyKey: conversationId };
  const ask = async (
    changes: Partial<TextRequest>,
    read: (parts: AsyncIterable<AnswerPart>) => Promise<string | undefined>,
  ): Promise<string | undefined> => {
    const maxTokens = Math.min(request.maxTokens, maxRedrawTokens);
    const again: TextRequest = { ...request, maxTokens, reasoning: 'off', ...changes };
    try {
      return await withDeadline(deadlineAt - Date.now(), outer, (signal) =>
        read(llm.generate(again, { ...call, signal })),
      );
    } catch (error) {
      turn.log.warn('turn.redraw-failed', errorFields(error));
      return undefined;
    }
  };
  const redraw = () =>
    ask({ temperature: redrawTemperature, seed: randomInt(seedLimit) }, readBlock);
  // The form alone makes it a block: no fence, no sentence.
  const compose = () => ask({ output: blockForm }, readText);
  return await settlePicture(turn.body.message, answer, {
    defaults,
    randomSeed: randomInt(imageLimits.maxSeed + 1),
    earlier: await toEarlierTurns(turn.ownerId, history, imageJobs),
    redraw,
    compose,
  });
}

/** What was said before, and the last picture. */
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
    ...(turn === last && { picture: job?.settings }),
  }));
}
