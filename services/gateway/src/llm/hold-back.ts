import type { AnswerPart } from './llm-client.js';

/**
 * The parts of an answer, with those that say nothing of it yet (`start`, warnings) held back until
 * it begins: up to there another worker can take its place and nobody notices. Places in a waiting
 * room are passed on at once.
 *
 * @param onBegun called before the first part that can't be taken back.
 */
export async function* holdBack(
  parts: AsyncIterable<AnswerPart>,
  onBegun: () => void,
): AsyncGenerator<AnswerPart> {
  const held: AnswerPart[] = [];
  let hasBegun = false;
  for await (const part of parts) {
    if (part.type === 'waiting') {
      yield part;
      continue;
    }
    if (!hasBegun && (part.type === 'start' || part.type === 'warning')) {
      held.push(part);
      continue;
    }
    if (!hasBegun) {
      hasBegun = true;
      onBegun();
      yield* held;
    }
    yield part;
  }
}
