import { toAppError } from '@atelier/errors';
import { Link } from 'wouter';
import { healthWords, type HealthWords } from '../health-words.js';
import { useHealth } from '../queries.js';

/** Says in one line whether the server works and what it works with; more behind it. */
export function HealthLink() {
  const { data, error } = useHealth();
  const words = ((): HealthWords | undefined => {
    if (error) return { tone: 'bad', text: toAppError(error).message };
    return data && healthWords(data);
  })();
  const text = words?.text ?? 'Asking how the server is…';
  return (
    <Link href="/status" className="health" data-tone={words?.tone} title={text}>
      <span className="health-dot" aria-hidden="true" />
      <span className="health-text" role="status">
        {text}
      </span>
    </Link>
  );
}
