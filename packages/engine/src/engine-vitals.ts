/** How an engine is, for whoever watches over it. */
export interface EngineVitals {
  /** False while the process that computes is being started again. */
  readonly isUp: boolean;
  /** Times that this process was lost: it crashed, or hung and was ended. */
  readonly losses: number;
  /** Sequences that it has; text only. */
  readonly sequences?: number;
  /** Share of its key-value cache in use, 0 to 1; text only. */
  readonly cacheUse?: number;
}
