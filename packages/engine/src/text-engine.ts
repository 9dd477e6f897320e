import type { EngineInfo, TextPart, TextRequest } from '@atelier/contracts';
import type { EngineVitals } from './engine-vitals.js';

/** What a text engine can do at once. */
export interface TextCapabilities {
  /** Sequences it generates at the same time; more requests than this throw `ENGINE_BUSY`. */
  readonly maxConcurrency: number;
  /** Prompt and new tokens together, at most; undefined where the engine does not know. */
  readonly contextTokens?: number;
}

/** Turns messages into text. Drivers pass the suite of `@atelier/engine-conformance`. */
export interface TextEngine {
  readonly info: EngineInfo;
  readonly capabilities: TextCapabilities;
  /**
   * Streams an answer. The stream ends itself with exactly one `finish`; after an abort that is
   * `finish` with reason `cancelled`, within one token. A setting the engine lacks comes back as a
   * `warning` part.
   *
   * With `reasoning: 'off'` no reasoning is shown; with `reasoningMaxTokens` no more than that, and an
   * answer after it. A prompt that leaves no room for an answer is refused before anything is written.
   *
   * @throws AppError `ENGINE_BUSY` (try again), `ENGINE_LOST` (restarting, try again),
   *   `CONTEXT_TOO_LONG`, `ENGINE_FAILED`.
   */
  generate(request: TextRequest, signal: AbortSignal): AsyncIterable<TextPart>;
  /** Left out by engines that run nothing of their own. */
  vitals?(): EngineVitals;
  /** Frees what the engine holds. Running requests end with `ENGINE_LOST`. */
  close(): Promise<void>;
}
