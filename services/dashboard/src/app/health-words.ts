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

/** One line about the server: what is down, what is made up, which models work and why those. */
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
  if (sentences.length === 0) sentences.push(summary(health));
  if (!health.mocks) sentences.push(...modelSentences(health));
  return { tone: toneOf(health), text: sentences.join(' ') };
}

function summary(health: HealthView): string {
  if (health.status !== 'ok') return 'Something does not work.';
  return standIns(health).length === 0 ? 'Everything works.' : 'It works, with another model.';
}

/** Models that stand in for others, and why. */
function standIns({ dependencies }: HealthView): string[] {
  return [dependencies.llm_worker, ...dependencies.image_queue.engines].flatMap(
    ({ model, fallback }) =>
      fallback ? [`${model ?? 'A model'} stands in: ${fallback.says}`] : [],
  );
}

/** Which models answer and draw, and why they are not the ones that should. */
function modelSentences(health: HealthView): string[] {
  const { llm_worker: chat, image_queue: queue } = health.dependencies;
  const image = queue.engines[0];
  const who = [chat.model && `${chat.model} answers`, image && `${image.model} draws`];
  const work = who.filter(Boolean).join(', ');
  const reasons = standIns(health);
  if (!health.models_cached && reasons.length === 0) reasons.push('Models are not complete yet.');
  return [...(work === '' ? [] : [`${work}.`]), ...new Set(reasons)];
}

/** Good means that nothing is amiss: another model than the one that was wanted is. */
function toneOf(health: HealthView): HealthWords['tone'] {
  if (health.status === 'down') return 'bad';
  const isWhole = health.status === 'ok' && (health.mocks || standIns(health).length === 0);
  return isWhole ? 'good' : 'warning';
}
