import type { JobSettings } from '@atelier/contracts';
import type { JobReport } from './job-reports.js';

/** How far the drawings of one picture are, over all of them. */
export interface StepsDone {
  readonly step: number;
  readonly steps: number;
  readonly preview?: Uint8Array | undefined;
}

/** Tells how far a job is, in steps over all of its pictures. `index` is a picture of it, from 0. */
export interface DrawingReport {
  loading(): void;
  step(index: number, done: StepsDone): void;
  decoding(index: number): void;
  saving(index: number): void;
}

/**
 * Steps are counted as they were asked for, whatever a scheduler or several drawings for one picture
 * take: rounded up, so that the first step of a picture comes after all of the one before.
 */
export function createDrawingReport(
  settings: Pick<JobSettings, 'steps' | 'count'>,
  report: Pick<JobReport, 'progress'>,
): DrawingReport {
  const steps = settings.steps * settings.count;
  const endOf = (index: number) => (index + 1) * settings.steps;
  return {
    loading() {
      report.progress({ state: 'loading', step: 0, steps });
    },
    step(index, { step, steps: of, preview }) {
      const reached = index * settings.steps + Math.ceil((step * settings.steps) / of);
      report.progress({ state: 'running', step: Math.min(reached, endOf(index)), steps, preview });
    },
    decoding(index) {
      report.progress({ state: 'decoding', step: endOf(index), steps });
    },
    saving(index) {
      report.progress({ state: 'saving', step: endOf(index), steps });
    },
  };
}
