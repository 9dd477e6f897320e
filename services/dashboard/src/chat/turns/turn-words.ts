import type { HealthView } from '@atelier/contracts';
import type { LiveTurn } from './live-turn.js';

/** What the page knows besides the turn. */
export interface Circumstances {
  readonly connection: 'here' | 'lost';
  readonly chat?: HealthView['dependencies']['llm_worker'] | undefined;
}

/** Why nothing of an answer is there yet. */
export function waitingWords(turn: LiveTurn, { connection, chat }: Circumstances): string {
  if (turn.state === 'stopping') return 'Stopping';
  if (connection === 'lost') return 'The connection is lost. It goes on as soon as it is back';
  if (turn.waiting) return placeWords(turn.waiting);
  if (chat?.status === 'down') {
    return chat.message === undefined
      ? 'Waiting: the model is being loaded'
      : `Waiting for the model: ${chat.message}`;
  }
  return turn.id === undefined ? 'Sending' : 'Atelier is reading';
}

function placeWords({ place, estimateMs }: NonNullable<LiveTurn['waiting']>): string {
  const where = place === 1 ? 'next in the queue' : `place ${place} in the queue`;
  return estimateMs === undefined
    ? `Waiting: ${where}`
    : `Waiting: ${where}, ${aboutTime(estimateMs)}`;
}

/** A time to come, roughly; from milliseconds. */
export function aboutTime(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  if (seconds < 60) return `about ${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes === 1 ? 'about a minute' : `about ${minutes} minutes`;
}
