import { toAppError } from '@atelier/errors';
import { useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { ErrorNote } from '../app/error-note.js';
import { ViewHeading } from '../app/shell/view-heading.js';
import { Button } from '../design/button.js';
import { EmptyState } from '../design/empty-state.js';
import { Select } from '../design/select.js';
import { Skeleton } from '../design/skeleton.js';
import { kindOptions } from '../gallery/kind-words.js';
import {
  jobFilterSearch,
  jobShows,
  readJobFilter,
  toImageJobFilter,
  type JobFilter,
  type JobShow,
} from './job-filter.js';
import { JobRow } from './job-row.js';
import { QueueGlance } from './queue-glance.js';
import { useImageJobs } from './use-image-jobs.js';
import './jobs.css';
import './jobs-view.css';

const showWords: Readonly<Record<JobShow, string>> = {
  all: 'All',
  active: 'Under way',
  finished: 'Finished',
  failed: 'Failed',
};

/** The picture jobs, the newest first. */
export function JobsView() {
  const [, go] = useLocation();
  const search = useSearch();
  const filter = readJobFilter(new URLSearchParams(search));
  const onChange = (next: JobFilter) => {
    go(`/jobs${jobFilterSearch(next)}`, { replace: true });
  };
  return (
    <div className="page">
      <ViewHeading>Jobs</ViewHeading>
      <QueueGlance />
      <div className="jobs-bar">
        <div className="segments" role="group" aria-label="Which jobs are shown">
          {jobShows.map((show) => (
            <button
              key={show}
              type="button"
              className="segment"
              aria-pressed={show === filter.show}
              onClick={() => {
                onChange({ ...filter, show });
              }}
            >
              {showWords[show]}
            </button>
          ))}
        </div>
        <Select
          label="Kind"
          labelHidden
          value={filter.kind ?? 'all'}
          options={kindOptions}
          onChange={(kind) => {
            onChange({ ...filter, kind: kind === 'all' ? undefined : kind });
          }}
        />
      </div>
      {/* Another filter begins at its first page. */}
      <JobPages key={jobFilterSearch(filter)} filter={filter} />
    </div>
  );
}

function JobPages({ filter }: { readonly filter: JobFilter }) {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const { data, error, refetch } = useImageJobs({
    ...toImageJobFilter(filter),
    cursor: cursors.at(-1),
  });
  const next = data?.next_cursor;
  const turn = (to: readonly string[]) => {
    setCursors(to);
    document.querySelector('main')?.scrollTo({ top: 0 });
  };
  return (
    <>
      {error && <ErrorNote error={toAppError(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={8} label="Loading the jobs" />}
      {data?.jobs.length === 0 && <NoJobs filter={filter} />}
      {data && data.jobs.length > 0 && (
        <ul className="jobs-list" aria-label="Jobs">
          {data.jobs.map((job) => (
            <li key={job.id}>
              <JobRow listed={job} />
            </li>
          ))}
        </ul>
      )}
      {(cursors.length > 0 || next !== undefined) && (
        <nav className="pager" aria-label="Pages of jobs">
          <Button
            icon="chevron-left"
            disabled={cursors.length === 0}
            onClick={() => {
              turn(cursors.slice(0, -1));
            }}
          >
            Newer
          </Button>
          <span className="fine-print" role="status">
            Page {cursors.length + 1}
          </span>
          <Button
            disabled={next === undefined}
            onClick={() => {
              if (next !== undefined) turn([...cursors, next]);
            }}
          >
            Older
          </Button>
        </nav>
      )}
    </>
  );
}

function NoJobs({ filter: { show, kind } }: { readonly filter: JobFilter }) {
  if (show === 'all' && kind === undefined) {
    return (
      <EmptyState
        icon="list"
        title="No pictures were asked for yet"
        actions={
          <Link href="/studio" className="button" data-kind="main">
            Make one in the studio
          </Link>
        }
      >
        Each one that you ask for is listed here, from its place in the queue to its end.
      </EmptyState>
    );
  }
  const titles: Readonly<Record<JobShow, string>> = {
    all: 'No job of this kind',
    active: 'Nothing is under way',
    finished: 'Nothing is finished yet',
    failed: 'Nothing has failed',
  };
  return <EmptyState icon={show === 'failed' ? 'check' : 'list'} title={titles[show]} />;
}
