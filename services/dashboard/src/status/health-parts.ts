import type { EngineView, HealthView } from '@atelier/contracts';

/** One part of the server, for people. */
export interface HealthPart {
  readonly name: string;
  readonly tone: 'good' | 'warning' | 'bad';
  readonly state: string;
  /** What it does, is or lacks. */
  readonly lines: readonly string[];
}

/** Every part that the server leans on. */
export function healthParts({ dependencies }: HealthView): readonly HealthPart[] {
  const { database, redis, storage, llm_worker: chat, image_queue: queue } = dependencies;
  const chats = chat.workers ?? [chat];
  return [
    part('Database', database),
    part('Queue', redis),
    part('Picture store', storage),
    ...chats.map((worker, index) => {
      const { running = 0, waiting = 0 } = worker;
      const name = chats.length > 1 ? `Chat worker ${index + 1}` : 'Chat worker';
      const work = `${running} being written, ${waiting} waiting`;
      return part(name, worker, [...engineLines(worker), work], worker.fallback);
    }),
    picturePart(queue),
  ];
}

function picturePart(queue: HealthView['dependencies']['image_queue']): HealthPart {
  const workers = queue.workers === 1 ? 'one worker' : `${queue.workers} workers`;
  const fallback = queue.engines.find((engine) => engine.fallback)?.fallback;
  const lines = [
    ...queue.engines.flatMap(engineLines),
    `${workers}, ${queue.active} being drawn, ${queue.waiting} waiting`,
  ];
  const whole = part('Drawing', queue, lines, fallback);
  if (queue.status === 'down' || queue.consumed) return whole;
  return { ...whole, tone: 'bad', state: 'No worker' };
}

type Dependency = HealthView['dependencies']['database'];

function part(
  name: string,
  { status, message }: Dependency,
  lines: readonly string[] = [],
  fallback?: EngineView['fallback'],
): HealthPart {
  const all = [...(message === undefined ? [] : [message]), ...lines];
  if (status === 'down') return { name, tone: 'bad', state: 'Does not work', lines: all };
  if (!fallback) return { name, tone: 'good', state: 'Works', lines: all };
  return { name, tone: 'warning', state: 'Stands in', lines: [...all, fallback.says] };
}

type KnownEngine = { readonly [Name in keyof EngineView]?: EngineView[Name] | undefined };

function engineLines(engine: KnownEngine): readonly string[] {
  const { model, device, precision, engine: driver, engine_version: version } = engine;
  const line = [model, device, precision, [driver, version].filter(Boolean).join(' ')];
  const words = line.filter((one) => one !== undefined && one !== '').join(', ');
  return words === '' ? [] : [words];
}
