import type { ImageJobView } from '@atelier/contracts';
import { toAppError } from '@atelier/errors';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useClient } from '../app/client-context.js';
import { Button } from '../design/button.js';
import { Icon } from '../design/icon.js';
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
  if (!isOver) return undefined;
  if (redrawn === undefined && !request) return <PaintAgain job={job} />;
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

/** A mask is not told by the server: it is painted again, over the same picture. */
function PaintAgain({ job }: { readonly job: ImageJobView }) {
  const { kind, source_image_id: source, settings } = job;
  if (kind !== 'inpaint' || source === undefined) return undefined;
  const query = new URLSearchParams({ image: source, kind, prompt: settings.prompt });
  return (
    <Link className="button" data-kind="quiet" data-size="small" href={`/studio?${query}`}>
      <Icon name="brush" />
      Paint the part again
    </Link>
  );
}
