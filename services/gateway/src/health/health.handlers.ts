import type { HealthView } from '@atelier/contracts';
import type { Handlers } from '../http/handlers.js';
import type { HealthService } from './health.service.js';

/** `/health` and its two probes. */
export function healthHandlers(
  service: HealthService,
): Pick<Handlers, 'health' | 'live' | 'ready'> {
  return {
    health: async () => ({ json: await service.read() }),
    live: () => Promise.resolve({ json: { status: 'ok' } }),
    ready: async () => {
      const waitingFor = notReady(await service.read());
      if (waitingFor.length === 0) return { json: { status: 'ok' } };
      return { status: 503, json: { status: 'down', waiting_for: waitingFor } };
    },
  };
}

function notReady({ dependencies }: HealthView): string[] {
  return Object.entries(dependencies)
    .filter(([, { status }]) => status === 'down')
    .map(([name]) => name);
}
