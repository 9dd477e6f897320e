import { toAppError } from '@atelier/errors';
import { useRef, useState } from 'react';
import { useConnection } from '../app/connection/use-connection.js';
import { useHealth } from '../app/queries.js';
import { ViewHeading } from '../app/shell/view-heading.js';
import { useShortcut } from '../app/shortcuts/use-shortcut.js';
import { EmptyState } from '../design/empty-state.js';
import { Tabs } from '../design/tabs.js';
import { jobAnnouncement } from '../jobs/job-words.js';
import { DrawBar } from './draw-bar.js';
import { FormFields } from './form-fields.js';
import { JobCard } from './job-card.js';
import { Results } from './results.js';
import { SourcePicture } from './source-picture.js';
import { checkForm, toProblems, type JobSource, type Problems } from './to-image-job.js';
import { useDraw } from './use-draw.js';
import { usePictureIntake, useUpload } from './use-source.js';
import { maxUnderWay, useStudioJobs } from './use-studio-jobs.js';
import { useStudio } from './use-studio.js';
import '../jobs/jobs.css';
import './studio.css';

const kindTabs = [
  { value: 'generate', label: 'New' },
  { value: 'edit', label: 'Change' },
  { value: 'variation', label: 'Variation' },
  { value: 'upscale', label: 'Enlarge' },
] as const;

/** As in studio.css. */
const oneColumn = '(max-width: 56rem)';

/** Where pictures are made by hand. */
export function StudioView() {
  const studio = useStudio();
  const { form, sourceId, jobs: ids } = studio.state;
  const upload = useUpload(studio.startFromUpload);
  const over = usePictureIntake(upload.take);
  const jobs = useStudioJobs(ids);
  const connection = useConnection();
  const queue = useHealth().data?.dependencies.image_queue;
  const [found, setFound] = useState<Problems>({});
  const work = useRef<HTMLElement>(null);
  const draw = useDraw((job) => {
    studio.addJob(job.id);
    // Where there is one column, the drawing is far below.
    if (window.matchMedia(oneColumn).matches) work.current?.scrollIntoView();
  });
  const failure = draw.error ? toAppError(draw.error) : undefined;
  const problems = { ...toProblems(failure?.fields ?? []), ...found };
  const reason = whyNot({ connection, underWay: jobs.underWay });

  const settle = () => {
    setFound({});
    draw.reset();
  };
  const onDraw = () => {
    if (reason !== undefined || draw.isPending) return;
    settle();
    const wrong = checkForm(form, sourceOf(upload.file, sourceId));
    setFound(wrong);
    if (Object.keys(wrong).length === 0) {
      draw.mutate({ form, file: upload.file, storedId: sourceId });
    }
  };
  useShortcut('mod+Enter', 'Draw', onDraw);

  const panel = (
    <div className="studio-fields">
      {form.kind !== 'generate' && (
        <SourcePicture
          file={upload.file}
          storedId={sourceId}
          problem={upload.problem ?? problems.Picture}
          onFile={(file) => {
            settle();
            upload.take(file);
          }}
          onRemove={() => {
            upload.drop();
            studio.startFrom(undefined);
          }}
        />
      )}
      {form.kind === 'generate' && upload.problem !== undefined && (
        <p className="error-text">{upload.problem}</p>
      )}
      <FormFields
        form={form}
        problems={problems}
        onChange={(change) => {
          settle();
          studio.change(change);
        }}
      />
    </div>
  );
  return (
    <div className="page studio" data-over={over}>
      <ViewHeading hidden>Studio</ViewHeading>
      <div className="studio-form">
        <Tabs
          label="What to do"
          value={form.kind}
          tabs={kindTabs.map((tab) => ({ ...tab, panel }))}
          onChange={(kind) => {
            settle();
            studio.change({ kind });
          }}
        />
        <DrawBar
          problems={problems}
          failure={failure}
          reason={reason}
          busy={draw.isPending}
          label={form.kind === 'upscale' ? 'Enlarge' : 'Draw'}
          onDraw={onDraw}
        />
        {queue?.consumed === false && (
          <p className="fine-print">No worker takes pictures now: they wait until one does.</p>
        )}
      </div>
      <section ref={work} className="studio-work" aria-label="Your pictures">
        <div className="visually-hidden" role="status">
          {jobs.known.map((job) => (
            <p key={job.id}>{jobAnnouncement(job)}</p>
          ))}
        </div>
        {ids.length === 0 && (
          <EmptyState icon="brush" title="Nothing drawn here yet">
            Say what the picture shows, and draw it. To change a picture, drop it anywhere.
          </EmptyState>
        )}
        {jobs.open.length > 0 && (
          <ul className="studio-queue" aria-label="Under way">
            {jobs.open.map((id) => (
              <JobCard
                key={id}
                id={id}
                onRemove={() => {
                  studio.removeJob(id);
                }}
              />
            ))}
          </ul>
        )}
        <Results
          jobs={jobs.done}
          onChange={(id) => {
            upload.drop();
            studio.startFrom(id);
          }}
        />
      </section>
    </div>
  );
}

/** What the fields are checked with; the bytes of a file are read when they are sent. */
function sourceOf(file: File | undefined, id: string | undefined): JobSource | undefined {
  if (file) return { image: 'data:' };
  return id === undefined ? undefined : { image_id: id };
}

interface Standing {
  readonly connection: 'here' | 'lost';
  readonly underWay: number;
}

function whyNot({ connection, underWay }: Standing): string | undefined {
  if (connection === 'lost') return 'The connection is lost. What you write is kept.';
  if (underWay < maxUnderWay) return undefined;
  return `${maxUnderWay} drawings are under way. Wait for one, or cancel it.`;
}
