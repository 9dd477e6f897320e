import type { ImageEngine, ImagePart, TextEngine } from '@atelier/engine';
import type { ImageSettings, TextPart, TextRequest } from '@atelier/contracts';
import { AppError } from '@atelier/errors';

/** A signal that never aborts. */
export function never(): AbortSignal {
  return new AbortController().signal;
}

/** All parts of a stream. */
async function collect<Part>(parts: AsyncIterable<Part>): Promise<Part[]> {
  const collected: Part[] = [];
  for await (const part of parts) collected.push(part);
  return collected;
}

/** The AppError that ends a stream, and the parts before it. */
export async function collectFailure<Part>(
  open: () => AsyncIterable<Part>,
): Promise<{ readonly parts: readonly Part[]; readonly error: AppError | undefined }> {
  const parts: Part[] = [];
  try {
    for await (const part of open()) parts.push(part);
  } catch (error) {
    if (AppError.is(error)) return { parts, error };
    throw error;
  }
  return { parts, error: undefined };
}

/** Starts a stream and waits for its first part, so that it surely holds its seat. */
export async function begin<Part>(parts: AsyncIterable<Part>): Promise<AsyncIterator<Part>> {
  const iterator = parts[Symbol.asyncIterator]();
  await iterator.next();
  return iterator;
}

/** Reads a stream to its end. */
export async function drain(iterator: AsyncIterator<unknown>): Promise<void> {
  for (;;) {
    const { done } = await iterator.next();
    if (done) return;
  }
}

/** The shown text of an answer. */
export function textOf(parts: readonly TextPart[]): string {
  return parts.map((part) => (part.type === 'text-delta' ? part.text : '')).join('');
}

/** The shown reasoning of an answer. */
export function thoughtOf(parts: readonly TextPart[]): string {
  return parts.map((part) => (part.type === 'reasoning-delta' ? part.text : '')).join('');
}

/** The last part, which has to be the only `finish`. */
export function finishOf<Part extends { readonly type: string }>(
  parts: readonly Part[],
): Extract<Part, { readonly type: 'finish' }> {
  const finishes = parts.filter((part) => part.type === 'finish');
  const last = parts.at(-1);
  if (finishes.length !== 1 || last?.type !== 'finish') {
    throw new Error(
      `A stream ends with exactly one finish; this one has ${finishes.length} and ends with ${last?.type ?? 'nothing'}.`,
    );
  }
  return last as Extract<Part, { readonly type: 'finish' }>;
}

export function generate(
  engine: TextEngine,
  request: TextRequest,
  signal = never(),
): Promise<TextPart[]> {
  return collect(engine.generate(request, signal));
}

export function draw(
  engine: ImageEngine,
  settings: ImageSettings,
  signal = never(),
): Promise<ImagePart[]> {
  return collect(engine.draw(settings, signal));
}
