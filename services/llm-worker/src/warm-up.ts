import { TextRequest } from '@atelier/contracts';
import type { TextEngine } from '@atelier/engine';
import { AppError } from '@atelier/errors';

const deadlineMs = 300_000;

/**
 * Makes the engine answer once: the first answer of a real one takes seconds longer than the rest,
 * and an engine that can not answer should not look ready.
 *
 * @throws AppError `DEADLINE_EXCEEDED`, or what the engine throws.
 */
export async function warmUp(engine: TextEngine): Promise<void> {
  const request = TextRequest.parse({
    messages: [{ role: 'user', content: 'Hello' }],
    maxTokens: 2,
    temperature: 0,
  });
  const signal = AbortSignal.timeout(deadlineMs);
  for await (const part of engine.generate(request, signal)) {
    if (part.type === 'finish' && part.reason === 'cancelled') {
      throw new AppError(
        'DEADLINE_EXCEEDED',
        'The engine did not answer its first message in time.',
      );
    }
  }
}
