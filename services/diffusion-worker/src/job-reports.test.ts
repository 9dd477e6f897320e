import { describe, expect, it } from '@jest/globals';
import { imageDefaults, type DrawRequest, type ImageJobEvent } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { createJobReports } from './job-reports.js';

const jobId = '0190b5f0-0000-7000-8000-000000000001';
const request: DrawRequest = {
  jobId,
  generation: 2,
  requestId: 'r1',
  settings: { ...imageDefaults, prompt: 'a cat', seed: 1 },
  work: { kind: 'generate' },
};

function open() {
  const events: ImageJobEvent[] = [];
  const clock = { ms: 0 };
  const reports = createJobReports({
    workerId: 'w1',
    publish: (event) => events.push(event),
    now: () => clock.ms,
  });
  return { events, clock, reports };
}

describe('createJobReports', () => {
  it('shows the latest preview once, with the next step that is told', () => {
    const { events, clock, reports } = open();
    const report = reports.started(request, 1);
    // 30,000 bytes are 40,000 characters.
    const previews: Readonly<Record<number, Uint8Array>> = {
      2: Uint8Array.of(1),
      3: Uint8Array.of(2),
      12: new Uint8Array(30_000),
    };
    for (let step = 1; step <= 13; step += 1) {
      report.progress({ state: 'running', step, steps: 100, preview: previews[step] });
      clock.ms += 50;
    }
    report.progress({ state: 'decoding', step: 100, steps: 100, preview: Uint8Array.of(3) });
    const told = events.flatMap((event) => (event.type === 'progress' ? [event] : []));
    expect(told.map(({ step, preview }) => [step, preview?.length])).toEqual([
      [1, undefined],
      [5, 4],
      [9, undefined],
      [13, 40_000],
      [100, undefined],
    ]);
  });

  it('leaves a preview out that is too large', () => {
    const { events, reports } = open();
    const preview = new Uint8Array(30_001);
    reports.started(request, 1).progress({ state: 'running', step: 1, steps: 2, preview });
    expect(events.at(-1)).toEqual(expect.not.objectContaining({ preview: expect.anything() }));
    expect(events.at(-1)).toMatchObject({ type: 'progress', step: 1 });
  });

  it('tells steps at most five times a second, and a new state always', () => {
    const { events, clock, reports } = open();
    const report = reports.started(request, 1);
    for (let step = 1; step <= 100; step += 1) {
      clock.ms += 10;
      report.progress({ state: 'running', step, steps: 100 });
    }
    report.progress({ state: 'decoding', step: 100, steps: 100 });
    report.progress({ state: 'saving', step: 100, steps: 100 });
    const progress = events.flatMap((event) => (event.type === 'progress' ? [event] : []));
    const running = progress.filter(({ state }) => state === 'running');
    expect(running.map(({ step }) => step)).toEqual([1, 21, 41, 61, 81]);
    expect(progress.slice(-2).map(({ state }) => state)).toEqual(['decoding', 'saving']);
    expect(new Set(progress.map(({ fence }) => fence))).toEqual(new Set([2_001]));
  });

  it('tells how an attempt ended, with its own fence', () => {
    const { events, reports } = open();
    const error = new AppError('ENGINE_FAILED');
    for (const [index, outcome] of (
      ['returned', 'retrying', 'cancelled', 'lost', 'completed', 'failed'] as const
    ).entries()) {
      reports.started(request, index + 1);
      expect(reports.currentJob()).toBe(jobId);
      reports.ended({ id: jobId, attempt: index + 1, outcome, error });
    }
    expect(reports.currentJob()).toBeUndefined();
    expect(events.filter(({ type }) => type !== 'started')).toMatchObject([
      { type: 'returned', fence: 2_001 },
      { type: 'returned', fence: 2_002 },
      { type: 'failed', fence: 2_006, error: { code: 'ENGINE_FAILED' } },
    ]);
  });

  it('says nothing of a job that never started here', () => {
    const { events, reports } = open();
    reports.ended({ id: jobId, attempt: 9, outcome: 'failed', error: new AppError('GAVE_UP') });
    expect(events).toEqual([]);
  });

  it('keeps a newer attempt apart from one that lost the job', () => {
    const { events, reports } = open();
    reports.started(request, 1);
    reports.started(request, 2);
    reports.ended({ id: jobId, attempt: 1, outcome: 'lost' });
    reports.ended({ id: jobId, attempt: 2, outcome: 'returned' });
    expect(events.at(-1)).toMatchObject({ type: 'returned', fence: 2_002 });
  });
});
