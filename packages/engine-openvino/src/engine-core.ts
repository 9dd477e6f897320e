import type { EngineInfo, RuntimeLoad, RuntimeModelInfo } from '@atelier/contracts';
import type { EngineVitals } from '@atelier/engine';
import { AppError } from '@atelier/errors';
import { trimCompileCache } from './compile-cache.js';
import { runtimeLaunch } from './launch.js';
import type { OpenVinoModel, OpenVinoOptions } from './options.js';
import { watchdogTiming } from './process/watchdog.js';
import { fingerprint } from './request/fingerprint.js';
import { createSeats } from './request/seats.js';
import { startSession, type Session } from './supervision/session.js';
import { createSupervisor, type EngineState } from './supervision/supervisor.js';
import { createSuspects } from './supervision/suspects.js';

const helloWithinMs = 60_000;
const defaultLoadWithinMs = 600_000;
const drainWithinMs = 600_000;

/** What a worker may ask of an engine besides its port. */
export interface OpenVinoControl {
  state(): EngineState;
  /** Of the runtime process, while there is one. */
  pid(): number | undefined;
  /**
   * Moves over to another model without dropping a request. When it does not load, the present one
   * stays.
   *
   * @throws AppError `MODEL_MISSING`, `ENGINE_FAILED`, `ENGINE_LOST`, `DEADLINE_EXCEEDED`.
   */
  swap(model: OpenVinoModel): Promise<void>;
}

/** What text and image engines share: one supervised process, seats, and standing of requests. */
export interface EngineCore extends OpenVinoControl {
  info(): EngineInfo;
  vitals(): EngineVitals;
  modelInfo(): RuntimeModelInfo;
  nextId(): number;
  /** Runs a request on a seat. @throws AppError as the ports say. */
  run<Part>(
    request: unknown,
    work: (session: Session) => AsyncGenerator<Part, void>,
  ): AsyncGenerator<Part, void>;
  close(): Promise<void>;
}

export async function createEngineCore(
  options: OpenVinoOptions,
  maxConcurrency: number,
  toLoad: (model: OpenVinoModel) => RuntimeLoad,
): Promise<EngineCore> {
  const log = options.log ?? (() => undefined);
  let model = options.model;
  let modelInfo: RuntimeModelInfo | undefined;
  let lastId = 0;
  const seats = createSeats(maxConcurrency);
  const suspects = createSuspects();

  const start = async (load: RuntimeLoad) => {
    const session = await startSession({
      launch: options.launch ?? runtimeLaunch(options),
      load,
      log,
      watchdog: options.watchdog ?? watchdogTiming,
      helloWithinMs,
      readyWithinMs: options.loadWithinMs ?? defaultLoadWithinMs,
      ...(options.onStage && { onStage: options.onStage }),
    });
    if (options.cacheDir !== undefined) {
      await trimCompileCache(options.cacheDir, options.maxCacheBytes);
    }
    modelInfo ??= session.info;
    return session;
  };
  const supervisor = await createSupervisor({
    start,
    load: toLoad(model),
    log,
    drainWithinMs,
    ...(options.unloadAfterIdleMs !== undefined && {
      unloadAfterIdleMs: options.unloadAfterIdleMs,
    }),
  });
  const known = () => {
    if (!modelInfo) throw new AppError('ENGINE_LOST');
    return modelInfo;
  };

  return {
    state: supervisor.state,
    vitals() {
      const gauges = supervisor.gauges();
      return {
        isUp: !['restarting', 'closed'].includes(supervisor.state()),
        losses: supervisor.losses(),
        ...(gauges && { sequences: gauges.running, cacheUse: gauges.cacheUse }),
      };
    },
    pid: supervisor.pid,
    modelInfo: known,
    info() {
      const { device, precision, engineVersion } = known();
      return {
        engine: 'openvino',
        model: model.id,
        ...(model.hash !== undefined && { modelHash: model.hash }),
        modelCached: true,
        device,
        precision,
        engineVersion,
      };
    },
    nextId() {
      lastId += 1;
      return lastId;
    },
    async *run(request, work) {
      const leaveSeat = seats.take();
      try {
        const ticket = suspects.admit(() => fingerprint(request));
        try {
          const { session, release } = await supervisor.lease();
          try {
            yield* work(session);
            ticket.cleared();
            supervisor.proved();
          } catch (error) {
            // A process that we closed ourselves proves nothing against the request.
            if (isLost(error) && supervisor.state() !== 'closed') ticket.crashed();
            throw error;
          } finally {
            release();
          }
        } finally {
          ticket.leave();
        }
      } finally {
        leaveSeat();
      }
    },
    async swap(next) {
      const session = await supervisor.swap(toLoad(next));
      model = next;
      modelInfo = session.info;
    },
    close: supervisor.close,
  };
}

function isLost(error: unknown): boolean {
  return AppError.is(error) && error.code === 'ENGINE_LOST';
}
