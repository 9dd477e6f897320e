import { isFinalImageStatus, type ImageJobView } from '@atelier/contracts';
import { toAppError } from '@atelier/errors';
import { useCancelImageJob } from './use-image-job.js';

interface CancelButtonProps {
  readonly job: ImageJobView;
  /** The button is about to vanish; the focus needs another place. */
  readonly onCancelled: () => void;
}

/** Cancels a job that is not finished. */
export function CancelButton({ job, onCancelled }: CancelButtonProps) {
  const cancel = useCancelImageJob(job.id);
  if (isFinalImageStatus(job.status)) return undefined;
  return (
    <>
      <button
        type="button"
        className="button-quiet"
        aria-disabled={cancel.isPending}
        aria-label={`Cancel: ${job.settings.prompt}`}
        onClick={() => {
          if (!cancel.isPending) cancel.mutate(undefined, { onSuccess: onCancelled });
        }}
      >
        {cancel.isPending ? 'Cancelling…' : 'Cancel'}
      </button>
      {cancel.error && <p className="error-text">{toAppError(cancel.error).message}</p>}
    </>
  );
}
