import type { HealthView } from '@atelier/contracts';

/** How the page shows the state of the server. */
export interface HealthWords {
  readonly tone: 'good' | 'warning' | 'bad';
  readonly text: string;
}

const partNames: Record<keyof HealthView['dependencies'], string> = {
  database: 'the database',
  redis: 'the queue (Redis)',
  storage: 'the picture store',
  llm_worker: 'the chat worker',
  image_queue: 'the picture queue',
};

/** One line about the server: what is down, what is made up, what is missing. */
export function healthWords(health: HealthView): HealthWords {
  const { dependencies } = health;
  const sentences: string[] = [];
  const down = (Object.keys(partNames) as (keyof typeof partNames)[]).filter(
    (name) => dependencies[name].status === 'down',
  );
  if (down.length > 0) {
    sentences.push(`Not working: ${down.map((name) => partNames[name]).join(', ')}.`);
  }
  const { image_queue: queue } = dependencies;
  if (!queue.consumed && queue.status === 'ok') sentences.push('No worker takes pictures.');
  if (health.mocks) sentences.push('Mock engines: answers and pictures are made up.');
  if (!health.mocks && !health.models_cached) sentences.push('Models are not complete yet.');
  if (sentences.length === 0) {
    sentences.push(health.status === 'ok' ? 'Everything works.' : 'Something does not work.');
  }
  return { tone: toneOf(health.status), text: sentences.join(' ') };
}

function toneOf(status: HealthView['status']): HealthWords['tone'] {
  if (status === 'ok') return 'good';
  return status === 'degraded' ? 'warning' : 'bad';
}
