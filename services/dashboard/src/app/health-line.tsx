import { toAppError } from '@atelier/errors';
import { useQuery } from '@tanstack/react-query';
import { useClient } from './client-context.js';
import { healthWords, type HealthWords } from './health-words.js';
import { healthKey } from './queries.js';

const wellIntervalMs = 15_000;
const illIntervalMs = 5_000;

/** Says in one line whether the server works and what it works with. */
export function HealthLine() {
  const client = useClient();
  const health = useQuery({
    queryKey: healthKey,
    queryFn: ({ signal }) => client.health({ signal }),
    refetchInterval: ({ state }) =>
      state.status === 'success' && state.data?.status === 'ok' ? wellIntervalMs : illIntervalMs,
  });
  const words = ((): HealthWords | undefined => {
    if (health.error) return { tone: 'bad', text: toAppError(health.error).message };
    return health.data && healthWords(health.data);
  })();
  return (
    <p className="health" role="status" data-tone={words?.tone}>
      <span className="health-dot" aria-hidden="true" />
      <span>{words?.text ?? 'Asking how the server is…'}</span>
    </p>
  );
}
