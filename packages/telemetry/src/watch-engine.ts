import type { EngineInfo } from '@atelier/contracts';
import type { EngineVitals } from '@atelier/engine';
import { Counter, Gauge, type Registry } from 'prom-client';

/** An engine, of text or of pictures. */
export interface WatchedEngine {
  readonly info: EngineInfo;
  vitals?(): EngineVitals;
}

/** Tells what computes, and whether it is up. An engine without a process of its own always is. */
export function watchEngine(registry: Registry, engine: WatchedEngine): void {
  const registers = [registry];
  new Gauge({
    name: 'atelier_engine_info',
    help: 'What computes here; always 1.',
    labelNames: ['engine', 'model', 'device', 'precision'],
    registers,
    collect() {
      const { info } = engine;
      this.reset();
      this.set(
        {
          engine: info.engine,
          model: info.model,
          device: info.device ?? '',
          precision: info.precision ?? '',
        },
        1,
      );
    },
  });
  new Gauge({
    name: 'atelier_engine_up',
    help: '1 unless the process that computes is being started again.',
    registers,
    collect() {
      this.set(engine.vitals?.().isUp === false ? 0 : 1);
    },
  });
  new Counter({
    name: 'atelier_engine_losses_total',
    help: 'Times that the process that computes was lost.',
    registers,
    collect() {
      this.reset();
      this.inc(engine.vitals?.().losses ?? 0);
    },
  });
}

/** Seconds of seats in use: its rate is how many are, on average. */
export function engineBusySeconds(registry: Registry): Counter {
  return new Counter({
    name: 'atelier_engine_busy_seconds_total',
    help: 'Seconds of seats in use.',
    registers: [registry],
  });
}
