import { Link } from 'wouter';
import { useHealth } from '../app/queries.js';
import { StatusPill } from '../design/badge.js';

/** Workers and queue in a few numbers. */
export function QueueGlance() {
  const { data } = useHealth();
  if (!data) return undefined;
  const { image_queue: queue, llm_worker: chat } = data.dependencies;
  const isWell = queue.status === 'ok' && queue.consumed;
  const numbers: readonly (readonly [string, number | undefined])[] = [
    ['Workers', queue.workers],
    ['Being drawn', queue.active],
    ['Waiting', queue.waiting],
    ['Answers being written', chat.running],
  ];
  return (
    <section className="glance" aria-label="Workers and queue">
      <dl>
        {numbers.map(
          ([label, value]) =>
            value !== undefined && (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value.toLocaleString('en')}</dd>
              </div>
            ),
        )}
      </dl>
      <p className="glance-words">
        <StatusPill tone={isWell ? 'good' : 'bad'}>
          {isWell ? 'Pictures are drawn' : 'Pictures wait'}
        </StatusPill>
        <span className="fine-print">
          {isWell
            ? [...new Set(queue.engines.map(({ model }) => model))].join(', ')
            : (queue.message ?? 'No worker takes them.')}
        </span>
        <Link href="/status">Status</Link>
      </p>
    </section>
  );
}
