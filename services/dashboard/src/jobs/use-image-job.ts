import { isFinalImageStatus, type ImageJobView } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { useClient } from '../app/client-context.js';

const runningIntervalMs = 500;
const troubleIntervalMs = 2_000;

const queryKey = (id: string) => ['image-job', id] as const;

/** A job's state, read again every half second until it is final. */
export function useImageJob(id: string): UseQueryResult<ImageJobView> {
  const client = useClient();
  return useQuery({
    queryKey: queryKey(id),
    queryFn: ({ signal }) => client.imageJob(id, { signal }),
    refetchInterval: ({ state }) => nextReadMs(state.data, state.error),
  });
}

/** When to read a job again, in milliseconds; false for never. */
export function nextReadMs(job: ImageJobView | undefined, error: unknown): number | false {
  if (job && isFinalImageStatus(job.status)) return false;
  if (error === null || error === undefined) return runningIntervalMs;
  return AppError.is(error) && error.retryable ? troubleIntervalMs : false;
}

/** Cancels a job and shows at once what it became. */
export function useCancelImageJob(id: string): UseMutationResult<ImageJobView, Error, void> {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const job = await client.cancelImageJob(id);
      // A read that began before the cancel would put the old state back.
      await queries.cancelQueries({ queryKey: queryKey(id) });
      queries.setQueryData(queryKey(id), job);
      return job;
    },
  });
}
