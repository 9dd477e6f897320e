import { isRunning, type LiveTurn } from '../turns/live-turn.js';

/** Of an answer, in characters; the rest can be read where it stands. */
const maxLength = 1_500;

/** Tells readers that an answer is written, and then the answer, rather than every word of it. */
export function Announcer({ turns }: { readonly turns: readonly LiveTurn[] }) {
  const turn = turns.at(-1);
  return (
    <p className="visually-hidden" role="status">
      {turn && announcement(turn)}
    </p>
  );
}

function announcement(turn: LiveTurn): string {
  if (isRunning(turn)) return turn.text === '' ? 'Atelier is thinking' : 'Atelier is writing';
  if (turn.failure) return '';
  return turn.text.length > maxLength
    ? `Atelier: ${turn.text.slice(0, maxLength)} … The rest is on the page.`
    : `Atelier: ${turn.text}`;
}
