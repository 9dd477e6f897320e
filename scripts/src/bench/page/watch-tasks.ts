import type { CDPSession, Page } from 'playwright-core';
import { takeSight } from './observe-page.js';

/** What a page's main thread did for a while; times in milliseconds. */
export interface TaskReport {
  /** Durations of tasks over 50 ms, by the clock: the time of other programs is in them. */
  readonly longTasks: readonly number[];
  /** What each task computed itself, most first: the same on a busy machine as on an idle one. */
  readonly computed: readonly number[];
  /** Times from one frame to the next. */
  readonly frames: readonly number[];
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Time of the thread in microseconds. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Watches the main thread while `work` runs. */
export async function watchTasks(page: Page, work: () => Promise<void>): Promise<TaskReport> {
  const session = await page.context().newCDPSession(page);
  const stopTrace = await startTrace(session);
  await takeSight(page);
  await work();
  const { longTasks, frames } = await takeSight(page);
  const computed = mainThreadTasks(await stopTrace());
  await session.detach();
  return { longTasks, frames, computed };
}

async function startTrace(session: CDPSession): Promise<() => Promise<readonly TraceEvent[]>> {
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    events.push(...(value as unknown as readonly TraceEvent[]));
  });
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', '__metadata'] },
  });
  return async () => {
    const done = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
    await session.send('Tracing.end');
    await done;
    return events;
  };
}

/** What the tasks of the renderers' main threads computed, most first. */
function mainThreadTasks(events: readonly TraceEvent[]): readonly number[] {
  const main = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  return events
    .filter(({ name, pid, tid }) => name === taskName && main.has(`${pid} ${tid}`))
    .map(({ tdur = 0 }) => tdur / 1_000)
    .sort((a, b) => b - a);
}

const taskName = 'ThreadControllerImpl::RunTask';
