import type { ImageJobView } from '@atelier/contracts';
import { toAppError } from '@atelier/errors';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useClient } from '../app/client-context.js';
import { Button } from '../design/button.js';
import { useToast } from '../design/toast-list.js';
import { imageJobsKey } from './job-keys.js';
import { retryRequest } from './retry-request.js';

/** Asks for the same again, for a job that failed or was cancelled and tells enough of itself. */
export function RetryButton({ job }: { readonly job: ImageJobView }) {
  const client = useClient();
  const queries = useQueryClient();
  const toast = useToast();
  const redrawn = job.redraw?.of;
  const request = redrawn === undefined ? retryRequest(job) : undefined;
  const retry = useMutation({
    mutationFn: async () => {
      if (redrawn !== undefined) return client.redrawImage(redrawn);
      return request && client.createImageJob(request);
    },
    onSuccess: async () => {
      toast({ text: 'It waits in the queue again.', tone: 'good' });
      await queries.invalidateQueries({ queryKey: imageJobsKey });
    },
    onError: (error) => {
      toast({ text: toAppError(error).message, tone: 'bad' });
    },
  });
  const isOver = job.status === 'failed' || job.status === 'cancelled';
  if (!isOver || (redrawn === undefined && !request)) return undefined;
  return (
    <Button
      size="small"
      icon="refresh"
      busy={retry.isPending}
      aria-label={`Try again: ${job.settings.prompt}`}
      onClick={() => {
        retry.mutate();
      }}
    >
      Try again
    </Button>
  );
}
