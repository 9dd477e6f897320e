import { Counter, Histogram, noTracing, Registry, type Tracing } from '@atelier/telemetry';
import type { LlmCall } from '../llm/llm-call.js';

/** An answer that is asked of an llm-worker. */
export interface ObservedAnswer {
  /** For the llm-worker: what it does belongs to this. */
  readonly traceparent: string | undefined;
  /** Words have come; only the first time tells something. */
  spoke(): void;
  /** @param outcome `finished`, or the code of what went wrong. */
  end(outcome: string): void;
}

/** Told of every answer that is asked of an llm-worker. */
export interface AnswerObserver {
  begin(call: Pick<LlmCall, 'requestId' | 'traceparent'>): ObservedAnswer;
}

const buckets = [0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 20, 30, 60, 120];

export function createAnswerObserver(
  registry = new Registry(),
  tracing: Tracing = noTracing,
): AnswerObserver {
  const registers = [registry];
  const answers = new Counter({
    name: 'atelier_chat_answers_total',
    help: 'Answers asked of llm-workers by how they ended: finished, or an error code.',
    labelNames: ['outcome'],
    registers,
  });
  const firstToken = new Histogram({
    name: 'atelier_chat_first_token_seconds',
    help: 'Time from asking an llm-worker to the first text or reasoning.',
    buckets,
    registers,
  });
  return {
    begin({ requestId, traceparent }) {
      const startedAt = performance.now();
      const span = tracing.start({
        ...{ name: 'llm.generate', kind: 'client', parent: traceparent },
        attributes: { request_id: requestId },
      });
      let hasSpoken = false;
      return {
        traceparent: span.traceparent,
        spoke() {
          if (hasSpoken) return;
          hasSpoken = true;
          firstToken.observe((performance.now() - startedAt) / 1_000);
        },
        end(outcome) {
          answers.inc({ outcome });
          span.end(outcome === 'finished' ? undefined : outcome);
        },
      };
    },
  };
}
