import { TextRequest, imageDefaults } from '@atelier/contracts';
import type { ImageEngine, ImagePart, ImageRequest, TextEngine } from '@atelier/engine';

export const never = () => new AbortController().signal;

export function ask(content: string, settings: Partial<TextRequest> = {}): TextRequest {
  return TextRequest.parse({
    messages: [{ role: 'user', content }],
    maxTokens: 32,
    temperature: 0,
    ...settings,
  });
}

export function drawing(settings: Partial<ImageRequest> = {}): ImageRequest {
  return {
    ...imageDefaults,
    prompt: 'a red circle',
    width: 64,
    height: 64,
    steps: 4,
    // Takes as many steps as it is asked for; the model's own takes one more.
    scheduler: 'DDIM',
    seed: 7,
    ...settings,
  };
}

/** The text of a whole answer. */
export async function textOf(
  engine: TextEngine,
  request: TextRequest,
  signal = never(),
): Promise<string> {
  let text = '';
  for await (const part of engine.generate(request, signal)) {
    if (part.type === 'text-delta') text += part.text;
  }
  return text;
}

/** All parts of a drawing. */
export async function partsOf(
  engine: ImageEngine,
  request: ImageRequest,
  signal = never(),
): Promise<ImagePart[]> {
  const parts = [];
  for await (const part of engine.draw(request, signal)) parts.push(part);
  return parts;
}

/** A stream after its first part, so that it is surely running. */
export async function begun<Part>(parts: AsyncIterable<Part>): Promise<AsyncIterator<Part>> {
  const reader = parts[Symbol.asyncIterator]();
  await reader.next();
  return reader;
}

/** Reads to the end; the code of the error that ended it, and after how many milliseconds. */
export async function failureOf(
  reader: AsyncIterator<unknown>,
): Promise<{ readonly code: unknown; readonly afterMs: number }> {
  const startedAt = performance.now();
  try {
    for (;;) if ((await reader.next()).done) return { code: undefined, afterMs: 0 };
  } catch (error) {
    const { code } = error as { code?: unknown };
    return { code, afterMs: performance.now() - startedAt };
  }
}

/** Tries again until it no longer throws. */
export async function eventually<Value>(run: () => Promise<Value>, withinMs = 30_000) {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
