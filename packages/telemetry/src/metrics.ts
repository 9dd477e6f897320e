import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export { Counter, Gauge, Histogram, Registry };

/** What a process counts. Metrics register themselves with the registry. */
export interface Metrics {
  readonly registry: Registry;
  /** Adds what Node and the system tell of this process, until the process ends. */
  watchProcess(): void;
}

export function createMetrics(of: { readonly service: string; readonly version: string }): Metrics {
  const registry = new Registry();
  new Gauge({
    name: 'atelier_build_info',
    help: 'What runs here; always 1.',
    labelNames: ['service', 'version'],
    registers: [registry],
  }).set({ ...of }, 1);
  return {
    registry,
    watchProcess: () => {
      collectDefaultMetrics({ register: registry });
    },
  };
}
