import { isFinalImageStatus, type ImageJobView } from '@atelier/contracts';
import { toAppError, type AppError } from '@atelier/errors';
import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
} from '@tanstack/react-query';
import { useEffect } from 'react';
import { useClient } from '../app/client-context.js';
import { imageJobKey, imageJobsKey } from './job-keys.js';
import { useLiveJobs } from './live-jobs-context.js';
import { nextReadMs } from './next-read.js';

export interface ImageJobReading {
  /** The state that was read last. */
  readonly data: ImageJobView | undefined;
  /** Why the last read failed; undefined once the job is final. */
  readonly failure: AppError | undefined;
  /** It failed in a way that asking again by itself would not help. */
  readonly givenUp: boolean;
  readonly askAgain: () => void;
}

/** A job's state as it changes, until it is final. */
export function useImageJob(id: string): ImageJobReading {
  const client = useClient();
  const live = useLiveJobs();
  const { data, error, refetch } = useQuery({
    queryKey: imageJobKey(id),
    queryFn: ({ signal }) => client.imageJob(id, { signal }),
    refetchInterval: ({ state }) =>
      nextReadMs(state.data, state.error, { isLive: live.isLive(id) }),
  });
  const open = !data || !isFinalImageStatus(data.status);
  const underWay = data !== undefined && open;

  useEffect(() => (underWay ? live.watch(id) : undefined), [live, id, underWay]);

  const failure = error && open ? toAppError(error) : undefined;
  return {
    data,
    failure,
    givenUp: failure !== undefined && nextReadMs(data, failure) === false,
    askAgain: () => void refetch(),
  };
}

/** Cancels a job and shows at once what it became. */
export function useCancelImageJob(id: string): UseMutationResult<ImageJobView, Error, void> {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const job = await client.cancelImageJob(id);
      // A read that began before the cancel would put the old state back.
      await queries.cancelQueries({ queryKey: imageJobKey(id) });
      queries.setQueryData(imageJobKey(id), job);
      void queries.invalidateQueries({ queryKey: imageJobsKey });
      return job;
    },
  });
}
