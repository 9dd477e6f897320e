import { isFinalImageStatus, type ImageJobView, type ImageView } from '@atelier/contracts';
import { toAppError } from '@atelier/errors';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useClient } from '../../app/client-context.js';
import { ErrorNote } from '../../app/error-note.js';
import { StoredImage } from '../../app/pictures/stored-image.js';
import { Button } from '../../design/button.js';
import { ProgressBar } from '../../design/progress-bar.js';
import { Skeleton } from '../../design/skeleton.js';
import { CancelButton } from '../../jobs/cancel-button.js';
import { imageJobKey } from '../../jobs/job-keys.js';
import { jobAnnouncement, jobWords } from '../../jobs/job-words.js';
import { useImageJob } from '../../jobs/use-image-job.js';
import { Warnings } from '../../jobs/warnings.js';
import { aboutTime } from '../turns/turn-words.js';
import { PictureDialog } from './picture-dialog.js';
import { askedAgain, sharpness } from './recipe.js';
import './pictures.css';

interface ChatPictureProps {
  readonly id: string;
  /** Puts words into the composer. */
  readonly onSay: (words: string) => void;
}

/** A picture inside the conversation, from its place in the queue to the finished drawing. */
export function ChatPicture({ id, onSay }: ChatPictureProps) {
  const [more, setMore] = useState<readonly string[]>([]);
  const onDrawn = (job: string) => {
    setMore((jobs) => [...jobs, job]);
  };
  return (
    <>
      <JobCard id={id} onSay={onSay} onDrawn={onDrawn} />
      {more.map((job) => (
        <JobCard key={job} id={job} onSay={onSay} onDrawn={onDrawn} />
      ))}
    </>
  );
}

interface JobCardProps extends ChatPictureProps {
  /** It is drawn once more, by another job. */
  readonly onDrawn: (job: string) => void;
}

function JobCard({ id, onSay, onDrawn }: JobCardProps) {
  const { data: job, failure, givenUp, askAgain } = useImageJob(id);
  const card = useRef<HTMLElement>(null);
  if (!job) {
    return failure ? (
      <ErrorNote error={failure} onRetry={givenUp ? askAgain : undefined} />
    ) : (
      <div className="chat-picture">
        <Skeleton lines={2} label="Asking about the picture" />
      </div>
    );
  }
  return (
    <section
      ref={card}
      className="chat-picture"
      data-status={job.status}
      aria-label={`Picture: ${job.settings.prompt}`}
      tabIndex={-1}
    >
      <p className="visually-hidden" role="status">
        {jobAnnouncement(job)}
      </p>
      {job.status === 'succeeded' ? (
        <Finished job={job} onSay={onSay} onDrawn={onDrawn} />
      ) : (
        <UnderWay job={job} onDrawn={onDrawn} onCancelled={() => card.current?.focus()} />
      )}
      {failure && <p className="fine-print">{failure.message} Asking again.</p>}
      <Warnings warnings={job.warnings} />
    </section>
  );
}

interface FinishedProps extends Omit<JobCardProps, 'id'> {
  readonly job: ImageJobView;
}

function Finished({ job, onSay, onDrawn }: FinishedProps) {
  const [open, setOpen] = useState<ImageView>();
  const { prompt } = job.settings;
  return (
    <>
      <div className="chat-picture-frames" data-many={job.images.length > 1}>
        {job.images.map((image, index) => (
          <button
            key={image.id}
            type="button"
            className="chat-picture-open"
            aria-label={
              job.images.length > 1
                ? `Open picture ${index + 1} of ${job.images.length}: ${prompt}`
                : `Open the picture: ${prompt}`
            }
            onClick={() => {
              setOpen(image);
            }}
          >
            <StoredImage url={image.url} alt={prompt} width={image.width} height={image.height} />
          </button>
        ))}
      </div>
      <PictureDialog
        job={job}
        image={open}
        onClose={() => {
          setOpen(undefined);
        }}
        onSay={onSay}
        onDrawn={onDrawn}
      />
    </>
  );
}

interface UnderWayProps {
  readonly job: ImageJobView;
  readonly onCancelled: () => void;
  readonly onDrawn: (job: string) => void;
}

function UnderWay({ job, onCancelled, onDrawn }: UnderWayProps) {
  const { width, height } = job.settings;
  const over = isFinalImageStatus(job.status);
  const drawing = !over && job.status !== 'queued';
  return (
    <>
      {!over && (
        <div className="chat-picture-frame" data-sharp={sharpness(job)}>
          <svg
            viewBox={`0 0 ${width} ${height}`}
            width={width}
            height={height}
            aria-hidden="true"
          />
          {job.preview !== undefined && (
            <StoredImage
              url={job.preview}
              alt="How it looks by now"
              className="chat-picture-preview"
            />
          )}
        </div>
      )}
      <div className="chat-picture-line">
        <p className="chat-picture-words">
          <span>{job.status === 'failed' ? 'The picture could not be drawn' : jobWords(job)}</span>
          {!over && job.eta_seconds !== undefined && (
            <span className="fine-print">{aboutTime(job.eta_seconds * 1_000)}</span>
          )}
        </p>
        <CancelButton job={job} onCancelled={onCancelled} />
        {over && <AskAgain job={job} onDrawn={onDrawn} />}
      </div>
      {drawing && <ProgressBar label={`Progress: ${job.settings.prompt}`} value={job.progress} />}
      {job.error && <p className="error-text">{job.error.message}</p>}
    </>
  );
}

function AskAgain({ job, onDrawn }: Omit<UnderWayProps, 'onCancelled'>) {
  const client = useClient();
  const queries = useQueryClient();
  const body = askedAgain(job);
  const again = useMutation({
    mutationFn: (input: NonNullable<typeof body>) => client.createImageJob(input),
    onSuccess: (next) => {
      queries.setQueryData(imageJobKey(next.id), next);
      onDrawn(next.id);
    },
  });
  if (!body) return undefined;
  return (
    <>
      <Button
        size="small"
        icon="refresh"
        busy={again.isPending}
        onClick={() => {
          again.mutate(body);
        }}
      >
        Try again
      </Button>
      {again.error && <p className="error-text">{toAppError(again.error).message}</p>}
    </>
  );
}
