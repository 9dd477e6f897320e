import { isFinalImageStatus, type ImageJobView } from '@atelier/contracts';
import { useQueries } from '@tanstack/react-query';
import { useClient } from '../app/client-context.js';
import { imageJobKey } from '../jobs/job-keys.js';

/** Jobs that may be under way at once. */
export const maxUnderWay = 8;

export interface StudioJobs {
  /** Those that are known by now, the newest first. */
  readonly known: readonly ImageJobView[];
  /** Not finished with pictures: under way, failed, cancelled, or not known yet. */
  readonly open: readonly string[];
  readonly done: readonly ImageJobView[];
  readonly underWay: number;
}

/** Jobs by their ids; whoever shows an open one keeps it up to date. */
export function useStudioJobs(ids: readonly string[]): StudioJobs {
  const client = useClient();
  const readings = useQueries({
    queries: ids.map((id) => ({
      queryKey: imageJobKey(id),
      queryFn: ({ signal }: { signal: AbortSignal }) => client.imageJob(id, { signal }),
    })),
  });
  const known = readings.flatMap(({ data }) => (data ? [data] : []));
  const done = known.filter(({ status }) => status === 'succeeded');
  return {
    known,
    done,
    open: ids.filter((id) => !done.some((job) => job.id === id)),
    underWay: known.filter(({ status }) => !isFinalImageStatus(status)).length,
  };
}
