import type { EngineVitals, TextEngine } from '@atelier/engine';
import type { TextPart } from '@atelier/contracts';
import {
  Counter,
  engineBusySeconds,
  Gauge,
  Histogram,
  Registry,
  watchEngine,
} from '@atelier/telemetry';
import type { WaitingRoom } from './admission/waiting-room.js';

type Finish = Extract<TextPart, { readonly type: 'finish' }>;

/** One request, from its arrival. */
export interface AnswerRecord {
  /** It has a seat. */
  seated(): void;
  /** A part of the answer is here; only the first one tells something. */
  spoke(): void;
  finished(finish: Finish): void;
  /** @param code of why it ended otherwise. */
  failed(code: string): void;
  /** How long it waited, and how long its first words took, in milliseconds; for its trace. */
  times(): { readonly waitMs: number | undefined; readonly firstTokenMs: number | undefined };
}

/** What the llm-worker counts. */
export interface LlmMetrics {
  arrived(): AnswerRecord;
  /** A request was refused before it was read. */
  rejected(code: string): void;
  watch(room: WaitingRoom, engine: TextEngine, maxWaiting: number): void;
}

const waits = [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120];
const firstTokens = [0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 20, 30, 60, 120];
const betweenTokens = [0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2];
const answers = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300];
const rejections: ReadonlySet<string> = new Set(['ENGINE_BUSY', 'SHUTTING_DOWN']);

/** Counts in memory; nothing is computed before somebody asks. */
export function createLlmMetrics(registry = new Registry()): LlmMetrics {
  const registers = [registry];
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name, help, buckets, registers });
  const requests = new Counter({
    name: 'atelier_llm_requests_total',
    help: 'Answers by how they ended: a finish reason or an error code.',
    labelNames: ['outcome'],
    registers,
  });
  const rejected = new Counter({
    name: 'atelier_llm_rejections_total',
    help: 'Requests that got no seat.',
    labelNames: ['code'],
    registers,
  });
  const wait = histogram('atelier_llm_queue_wait_seconds', 'Time to a seat.', waits);
  const firstToken = histogram(
    'atelier_llm_first_token_seconds',
    'Time from arrival to the first text or reasoning.',
    firstTokens,
  );
  const betweenToken = histogram(
    'atelier_llm_inter_token_seconds',
    'Mean time between the tokens of an answer, once an answer.',
    betweenTokens,
  );
  const generation = histogram(
    'atelier_llm_generation_seconds',
    'Time from the seat to the end of the answer.',
    answers,
  );
  const promptTokens = counter('atelier_llm_prompt_tokens_total', 'Tokens of prompts.');
  const cachedTokens = counter(
    'atelier_llm_cached_prompt_tokens_total',
    'Tokens of prompts that were found in the prefix cache.',
  );
  const completionTokens = counter('atelier_llm_completion_tokens_total', 'Tokens of answers.');
  const prefixHits = counter(
    'atelier_llm_prefix_hits_total',
    'Answers whose prompt was found in the prefix cache in part.',
  );
  const busySeconds = engineBusySeconds(registry);

  const refused = (code: string) => {
    requests.inc({ outcome: code });
    if (rejections.has(code)) rejected.inc({ code });
  };
  return {
    rejected: refused,
    arrived() {
      const arrivedAt = performance.now();
      let seatedAt: number | undefined;
      let spokeAt: number | undefined;
      const since = (at: number) => (performance.now() - at) / 1_000;
      const left = () => {
        if (seatedAt === undefined) return;
        busySeconds.inc(since(seatedAt));
        generation.observe(since(seatedAt));
      };
      return {
        seated() {
          seatedAt = performance.now();
          wait.observe(since(arrivedAt));
        },
        spoke() {
          if (spokeAt !== undefined) return;
          spokeAt = performance.now();
          firstToken.observe(since(arrivedAt));
        },
        finished({ reason, usage }) {
          requests.inc({ outcome: reason });
          left();
          promptTokens.inc(usage.promptTokens);
          cachedTokens.inc(usage.cachedTokens);
          completionTokens.inc(usage.completionTokens);
          if (usage.cachedTokens > 0) prefixHits.inc();
          const gaps = usage.completionTokens - 1;
          if (spokeAt !== undefined && gaps > 0) betweenToken.observe(since(spokeAt) / gaps);
        },
        failed(code) {
          if (seatedAt === undefined) refused(code);
          else requests.inc({ outcome: code });
          left();
        },
        times: () => ({
          waitMs: seatedAt === undefined ? undefined : Math.round(seatedAt - arrivedAt),
          firstTokenMs: spokeAt === undefined ? undefined : Math.round(spokeAt - arrivedAt),
        }),
      };
    },
    watch(room, engine, maxWaiting) {
      const gauge = (name: string, help: string, read: () => number | undefined) =>
        new Gauge({
          name,
          help,
          registers,
          collect() {
            const value = read();
            if (value === undefined) this.remove();
            else this.set(value);
          },
        });
      const vitals = (): EngineVitals | undefined => engine.vitals?.();
      const { maxConcurrency } = engine.capabilities;
      gauge('atelier_llm_seats', 'Answers that are generated at once.', () => maxConcurrency);
      gauge('atelier_llm_seats_busy', 'Answers under way.', room.running);
      gauge('atelier_llm_waiting', 'Requests in the waiting room.', room.waiting);
      gauge('atelier_llm_waiting_capacity', 'Places in the waiting room.', () => maxWaiting);
      gauge(
        'atelier_llm_kv_cache_use_ratio',
        'Share of the key-value cache in use.',
        () => vitals()?.cacheUse,
      );
      gauge(
        'atelier_llm_scheduled_sequences',
        'Sequences that the runtime has.',
        () => vitals()?.sequences,
      );
      watchEngine(registry, engine);
    },
  };
}
