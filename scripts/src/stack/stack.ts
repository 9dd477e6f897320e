import type { Logger } from '@atelier/logging';
import type { EmbeddedSpec } from './embedded-servers.js';
import { keepRunning, type KeptProcess, type RunningProcess } from './keep-running.js';
import type { LogHub } from './log-hub.js';
import type { ProcessRecords } from './process-records.js';
import { spawnService, type ServiceSpec } from './service-process.js';

/** All processes of one Atelier. */
export interface Stack {
  /** Aborts when a process can't start; the reason is a sentence. */
  readonly hopeless: AbortSignal;
  /** Starts a server and keeps it running. Resolves when it takes connections. */
  addServer(spec: EmbeddedSpec): Promise<void>;
  /** Starts a service and keeps it running. */
  addService(spec: ServiceSpec): void;
  /** From here on, no process is given up any more. */
  markReady(): void;
  /** Services first, then the servers that they lean on. */
  stop(): Promise<void>;
  /** All at once. */
  kill(): Promise<void>;
}

export interface StackDependencies {
  readonly root: string;
  readonly log: Logger;
  readonly hub: LogHub;
  readonly records: ProcessRecords;
}

export function createStack({ root, log, hub, records }: StackDependencies): Stack {
  const hopeless = new AbortController();
  const servers: KeptProcess[] = [];
  const services: KeptProcess[] = [];
  let ready = false;

  const keep = (
    name: string,
    launch: (signal: AbortSignal) => RunningProcess | Promise<RunningProcess>,
  ) =>
    keepRunning({
      name,
      launch,
      log,
      isStackReady: () => ready,
      lastWords: () => hub.lastFatal(name),
      onHopeless: (sentence) => {
        hopeless.abort(sentence);
      },
    });

  return {
    hopeless: hopeless.signal,
    addServer: async (spec) => {
      const kept = keep(spec.name, spec.launch);
      servers.push(kept);
      await kept.started;
    },
    addService: (spec) => {
      const launch = () =>
        spawnService(spec, {
          cwd: root,
          onLine: (line) => {
            hub.write(spec.name, line);
          },
          onSpawn: (pid) => {
            records.record(spec.name, pid);
          },
        });
      services.push(keep(spec.name, launch));
    },
    markReady: () => {
      ready = true;
    },
    stop: async () => {
      await Promise.all(services.map((kept) => kept.stop()));
      await Promise.all(servers.map((kept) => kept.stop()));
    },
    kill: async () => {
      await Promise.all([...services, ...servers].map((kept) => kept.kill()));
    },
  };
}
