import {
  runtimeLimits,
  type RuntimeCommand,
  type RuntimeEvent,
  type RuntimeImagePart,
  type RuntimeLoad,
  type RuntimeLoadGauges,
  type RuntimeModelInfo,
  type RuntimeTextPart,
} from '@atelier/contracts';
import { AppError, fromWireError } from '@atelier/errors';
import type { EngineLog } from '../engine-log.js';
import { activityOf } from '../process/activity.js';
import { spawnRuntime, type RuntimeLaunch } from '../process/runtime-child.js';
import { createWatchdog, type Watchdog, type WatchdogTiming } from '../process/watchdog.js';

export type RuntimePart = RuntimeTextPart | RuntimeImagePart;
export type LoadStage = Extract<RuntimeEvent, { readonly type: 'loading' }>['stage'];

export interface SessionOptions {
  readonly launch: RuntimeLaunch;
  readonly load: RuntimeLoad;
  readonly log: EngineLog;
  readonly watchdog: WatchdogTiming;
  /** For the greeting, in milliseconds. */
  readonly helloWithinMs: number;
  /** For loading the model and warming it up, in milliseconds. */
  readonly readyWithinMs: number;
  readonly onStage?: (stage: LoadStage) => void;
}

/** Whoever waits for the parts of one request. */
export interface PartListener {
  onPart(part: RuntimePart): void;
  /** The process is gone; no part comes any more. */
  onLost(error: AppError): void;
}

/** One life of a runtime process that holds a model. */
export interface Session {
  readonly info: RuntimeModelInfo;
  readonly pid: number | undefined;
  /** Resolves when the process is gone, with what to tell its callers. */
  readonly ended: Promise<AppError>;
  /** What a text runtime last said of its load. */
  gauges(): RuntimeLoadGauges | undefined;
  /** Sends a request and hears its parts until the returned function is called. */
  open(id: number, command: RuntimeCommand, listener: PartListener): () => void;
  cancel(id: number): void;
  /** Keeps the session from being drained until the returned function is called. */
  hold(): () => void;
  /** Ends the process once nobody holds it; by force after `withinMs`. */
  drain(withinMs: number): Promise<void>;
  /** Ends the process now. Resolves when it is gone. */
  close(): Promise<void>;
}

/**
 * Starts a runtime process and loads its model.
 *
 * @throws AppError `MODEL_MISSING`, `CANNOT_START` (another protocol), `ENGINE_FAILED` (the model
 *   does not load), `ENGINE_LOST` (the process died while loading), `DEADLINE_EXCEEDED`.
 */
export function startSession(options: SessionOptions): Promise<Session> {
  const { launch, load, log } = options;
  const listeners = new Map<number, PartListener>();
  let holds = 0;
  let isClosing = false;
  let hasGreeted = false;
  let lastLine = 'no reason given';
  let onIdle: (() => void) | undefined;
  let fatal: AppError | undefined;
  // In its own words why it gives up.
  let lastWords: string | undefined;
  let watchdog: Watchdog | undefined;
  let gauges: RuntimeLoadGauges | undefined;
  let resolveEnded: (error: AppError) => void = () => undefined;
  const ended = new Promise<AppError>((resolve) => {
    resolveEnded = resolve;
  });

  return new Promise<Session>((resolve, reject) => {
    const tooLate = (what: string) => {
      fatal ??= new AppError('DEADLINE_EXCEEDED', `The engine took too long to ${what}.`);
      child.kill(`it took too long to ${what}`);
    };
    let deadline = setTimeout(tooLate, options.helloWithinMs, 'answer');

    const child = spawnRuntime(launch, {
      onEvent(event) {
        watchdog?.heard();
        if (event.type === 'text') {
          for (const { id, parts } of event.items) {
            for (const part of parts) listeners.get(id)?.onPart(part);
          }
        } else if (event.type === 'image') {
          listeners.get(event.id)?.onPart(event.part);
        } else {
          onLifeEvent(event);
        }
      },
      onLine(line) {
        lastLine = line;
        log('info', 'engine.runtime-said', line);
      },
      onGone(how) {
        clearTimeout(deadline);
        watchdog?.stop();
        const error =
          fatal ??
          (hasGreeted
            ? new AppError('ENGINE_LOST', `The engine stopped: ${how}.`)
            : new AppError('CANNOT_START', `The runtime does not start, ${how}: ${lastLine}`));
        log(isClosing ? 'info' : 'warn', 'engine.runtime-gone', how);
        resolveEnded(error);
        reject(error);
        const lost = new AppError('ENGINE_LOST', lastWords, { cause: error });
        for (const listener of [...listeners.values()]) listener.onLost(lost);
        listeners.clear();
      },
    });

    const onLifeEvent = (event: Exclude<RuntimeEvent, { readonly type: 'text' | 'image' }>) => {
      switch (event.type) {
        case 'hello':
          hasGreeted = true;
          clearTimeout(deadline);
          if (event.protocol !== runtimeLimits.protocol) {
            const message = `The runtime speaks protocol ${event.protocol} and the driver ${runtimeLimits.protocol}: install the same version of both.`;
            fatal = new AppError('CANNOT_START', message);
            child.kill('it speaks another protocol');
            return;
          }
          if (event.network !== 'kernel') log('warn', 'engine.network-not-blocked', event.network);
          deadline = setTimeout(tooLate, options.readyWithinMs, 'load its model');
          child.send({ type: 'load', protocol: runtimeLimits.protocol, model: load });
          return;
        case 'loading':
          options.onStage?.(event.stage);
          return;
        case 'ready':
          clearTimeout(deadline);
          watchdog = createWatchdog(options.watchdog, lookAtChild, () => {
            child.kill('it hung');
          });
          resolve(toSession(event.info));
          return;
        case 'fatal':
          fatal = fromWireError(event.error);
          lastWords = fatal.message;
          return;
        case 'heartbeat':
          gauges = event.gauges ?? gauges;
      }
    };
    const lookAtChild = () => (child.pid === undefined ? undefined : activityOf(child.pid));

    const leave = () => {
      if (listeners.size + holds === 0) onIdle?.();
    };
    const close = async () => {
      isClosing = true;
      fatal ??= new AppError('ENGINE_LOST', 'The engine is closed.');
      child.kill('it was closed');
      await ended;
    };
    const toSession = (info: RuntimeModelInfo): Session => ({
      info,
      pid: child.pid,
      ended,
      gauges: () => gauges,
      open(id, command, listener) {
        listeners.set(id, listener);
        child.send(command);
        return () => {
          listeners.delete(id);
          leave();
        };
      },
      cancel(id) {
        if (listeners.has(id)) child.send({ type: 'cancel', id });
      },
      hold() {
        holds += 1;
        let isHeld = true;
        return () => {
          if (isHeld) holds -= 1;
          isHeld = false;
          leave();
        };
      },
      async drain(withinMs) {
        const idle = new Promise<void>((done) => {
          onIdle = done;
          setTimeout(done, withinMs).unref();
        });
        leave();
        await Promise.race([idle, ended]);
        await close();
      },
      close,
    });
  });
}
