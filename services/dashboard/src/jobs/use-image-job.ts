import { isFinalImageStatus, type ImageJobView } from '@atelier/contracts';
import { AppError, toAppError } from '@atelier/errors';
import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
} from '@tanstack/react-query';
import { useClient } from '../app/client-context.js';

const runningIntervalMs = 500;
const troubleIntervalMs = 2_000;

const queryKey = (id: string) => ['image-job', id] as const;

interface ImageJobReading {
  /** The state that was read last. */
  readonly data: ImageJobView | undefined;
  /** Why the last read failed; undefined once the job is final. */
  readonly failure: AppError | undefined;
  /** It failed in a way that asking again by itself would not help. */
  readonly givenUp: boolean;
  readonly askAgain: () => void;
}

/** A job's state, read again every half second until it is final. */
export function useImageJob(id: string): ImageJobReading {
  const client = useClient();
  const { data, error, refetch } = useQuery({
    queryKey: queryKey(id),
    queryFn: ({ signal }) => client.imageJob(id, { signal }),
    refetchInterval: ({ state }) => nextReadMs(state.data, state.error),
  });
  const open = !data || !isFinalImageStatus(data.status);
  const failure = error && open ? toAppError(error) : undefined;
  return {
    data,
    failure,
    givenUp: failure !== undefined && nextReadMs(data, failure) === false,
    askAgain: () => void refetch(),
  };
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
