import {
  isFinalImageStatus,
  type ImageJobListView,
  type ImageJobStatus,
  type ImageJobView,
  type ImageKind,
} from '@atelier/contracts';
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useClient } from '../app/client-context.js';
import { imageJobKey, imageJobsKey } from './job-keys.js';
import { laterJob } from './later-job.js';
import { useLiveJobs } from './live-jobs-context.js';

const activeMs = 2_000;
const idleMs = 15_000;

export interface ImageJobFilter {
  readonly status?: ImageJobStatus | undefined;
  readonly kind?: ImageKind | undefined;
  readonly active?: boolean | undefined;
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined;
}

/**
 * A page of jobs, the newest unless told; asked for again, often while one of them is under way.
 * Whoever reads one of them by its id has it at once.
 */
export function useImageJobs(filter: ImageJobFilter = {}): UseQueryResult<ImageJobListView> {
  const client = useClient();
  const queries = useQueryClient();
  const live = useLiveJobs();
  return useQuery({
    queryKey: [...imageJobsKey, filter],
    queryFn: async ({ signal }) => {
      const list = await client.imageJobs(filter, { signal });
      for (const job of list.jobs) {
        queries.setQueryData<ImageJobView>(imageJobKey(job.id), (before) =>
          laterJob(before, job, { isLive: live.isLive(job.id) }),
        );
      }
      return list;
    },
    refetchOnMount: 'always',
    refetchInterval: ({ state }) =>
      state.data?.jobs.some(({ status }) => !isFinalImageStatus(status)) ? activeMs : idleMs,
  });
}
