import { useQueryClient } from '@tanstack/react-query';
import { createContext, use, useState, type ReactNode } from 'react';
import { useClient } from '../app/client-context.js';
import { createLiveJobs, type LiveJobs } from './live-jobs.js';
import { imageJobKey } from './job-keys.js';

const maxStreams = 2;

const LiveJobsContext = createContext<LiveJobs | undefined>(undefined);

/** Shares the streams of jobs between everything inside it. */
export function LiveJobsProvider({ children }: { readonly children: ReactNode }) {
  const client = useClient();
  const queries = useQueryClient();
  const [jobs] = useState(() =>
    createLiveJobs({
      maxStreams,
      follow: (id, signal) => client.imageJobEvents(id, { signal }),
      tell: (job) => {
        queries.setQueryData(imageJobKey(job.id), job);
      },
      turned: (id) => {
        void queries.invalidateQueries({ queryKey: imageJobKey(id) });
      },
    }),
  );
  return <LiveJobsContext value={jobs}>{children}</LiveJobsContext>;
}

export function useLiveJobs(): LiveJobs {
  const jobs = use(LiveJobsContext);
  if (!jobs) throw new Error('no LiveJobsProvider above this component');
  return jobs;
}
