import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { endpoints, headers } from '@atelier/contracts';

export interface StreamsOptions {
  readonly url: string;
  /** Of the gateway. */
  readonly pid: number;
  readonly streams: number;
  readonly seconds: number;
}

/** What a gateway did for many streams at once, each second. */
export interface Streamed {
  readonly events: number;
  /** Seconds of CPU time; undefined where the kernel does not tell. */
  readonly cpuSeconds: number | undefined;
}

/** Until all streams have begun. */
const settleMs = 3_000;
const ticksPerSecond = 100;
const mark = '\ndata: ';

/** Keeps so many answers streaming for a while, and counts the events that arrive. */
export async function measureStreams(options: StreamsOptions): Promise<Streamed> {
  const { url, pid, streams, seconds } = options;
  const stop = new AbortController();
  let events = 0;
  const follow = async () => {
    while (!stop.signal.aborted) {
      for await (const text of streamAnswer(url, stop.signal))
        events += text.split(mark).length - 1;
    }
  };
  const following = Array.from({ length: streams }, () =>
    follow().catch((error: unknown) => {
      if (!stop.signal.aborted) throw error;
    }),
  );
  const failed = Promise.all(following);
  await Promise.race([sleep(settleMs), failed]);
  const from = { at: performance.now(), events, cpu: cpuSecondsOf(pid) };
  await Promise.race([sleep(1_000 * seconds), failed]);
  const took = (performance.now() - from.at) / 1_000;
  const cpu = cpuSecondsOf(pid);
  const counted = events - from.events;
  stop.abort();
  await failed;
  return {
    events: counted / took,
    cpuSeconds: cpu === undefined || from.cpu === undefined ? undefined : (cpu - from.cpu) / took,
  };
}

async function* streamAnswer(url: string, signal: AbortSignal): AsyncGenerator<string> {
  const key = randomUUID();
  const response = await fetch(url + endpoints.takeTurn.path, {
    method: 'POST',
    headers: {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      [headers.idempotencyKey]: key,
    },
    body: JSON.stringify({ user_id: `bench-${key}`, message: 'Tell me a long story.' }),
    signal,
  });
  if (!response.ok) throw new Error(`The gateway answered ${response.status}.`);
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body ?? []) {
    const text = rest + decoder.decode(chunk as Uint8Array, { stream: true });
    // A mark may be torn.
    const end = text.lastIndexOf('\n');
    rest = end === -1 ? text : text.slice(end);
    if (end > 0) yield text.slice(0, end);
  }
}

/** Of all its threads since it started. */
function cpuSecondsOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  } catch {
    return undefined;
  }
}
