import type { ServiceSpec } from './service-process.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the bootstrap hands over. */
export interface StackOptions {
  /** The checkout. */
  readonly root: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Absolute; ours alone (the bootstrap holds its lock). */
  readonly dataDir: string;
  readonly mocks: boolean;
  readonly diffusionWorkers: number;
  readonly quiet: boolean;
  /** That of the process over what `.env` says. */
  readonly environment: Environment;
  /** Stands in for Atelier's own services, in tests. */
  readonly services?: (wiring: Wiring) => readonly ServiceSpec[];
  /** How long the start may take, in milliseconds; two minutes, or 15 with models. */
  readonly readyDeadlineMs?: number;
}

/** Where everything is. Holds secrets. */
export interface Wiring {
  readonly root: string;
  readonly host: string;
  readonly port: number;
  readonly mocks: boolean;
  readonly diffusionWorkers: number;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly llmWorkerPort: number;
  readonly llmWorkerToken: string;
  readonly blobDir: string;
  readonly environment: Environment;
}
