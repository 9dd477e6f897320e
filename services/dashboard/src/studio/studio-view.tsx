import { toAppError } from '@atelier/errors';
import { useRef, useState } from 'react';
import { useConnection } from '../app/connection/use-connection.js';
import { useHealth } from '../app/queries.js';
import { ViewHeading } from '../app/shell/view-heading.js';
import { useShortcut } from '../app/shortcuts/use-shortcut.js';
import { EmptyState } from '../design/empty-state.js';
import { jobAnnouncement } from '../jobs/job-words.js';
import { DrawBar } from './draw-bar.js';
import { drawWords } from './form-words.js';
import { JobCard } from './job-card.js';
import { Results } from './results.js';
import type { StudioKind } from './studio-form.js';
import { StudioPanel } from './studio-panel.js';
import { checkForm, toProblems, type JobSource, type Problems } from './to-image-job.js';
import { useDraw } from './use-draw.js';
import { useMask } from './use-mask.js';
import { usePictureIntake, useUpload } from './use-source.js';
import { maxUnderWay, useStudioJobs } from './use-studio-jobs.js';
import { useStudio } from './use-studio.js';
import '../jobs/jobs.css';
import './start-fields.css';
import './studio.css';

/** As in studio.css. */
const oneColumn = '(max-width: 56rem)';

/** Where pictures are made by hand. */
export function StudioView() {
  const studio = useStudio();
  const { form, sourceId, jobs: ids } = studio.state;
  const upload = useUpload(studio.startFromUpload);
  const over = usePictureIntake(upload.take);
  const mask = useMask(upload.file ?? sourceId);
  const [asksForMask, setAsksForMask] = useState(false);
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

  const begin = (imageId: string, kind?: StudioKind) => {
    settle();
    upload.drop();
    studio.startFrom(imageId, kind);
  };
  const settle = () => {
    setFound({});
    draw.reset();
  };
  const onDraw = () => {
    if (reason !== undefined || draw.isPending) return;
    settle();
    const png = mask.used?.png;
    const wrong = checkForm(form, sourceOf({ file: upload.file, storedId: sourceId, mask: png }));
    setFound(wrong);
    if (Object.keys(wrong).length === 0) {
      draw.mutate({
        ...{ form, file: upload.file, storedId: sourceId },
        mask: form.kind === 'inpaint' ? png : undefined,
      });
    }
  };
  useShortcut('mod+Enter', 'Draw', onDraw);

  return (
    <div className="page studio" data-over={over}>
      <ViewHeading hidden>Studio</ViewHeading>
      <div className="studio-form">
        <StudioPanel
          form={form}
          problems={problems}
          upload={upload}
          storedId={sourceId}
          mask={mask}
          asksForMask={asksForMask}
          onMaskOpened={() => {
            setAsksForMask(false);
          }}
          onSettle={settle}
          onChange={(change) => {
            settle();
            studio.change(change);
          }}
          onRemove={() => {
            settle();
            upload.drop();
            studio.startFrom(undefined);
          }}
        />
        <DrawBar
          problems={problems}
          failure={failure}
          reason={reason}
          busy={draw.isPending}
          label={drawWords[form.kind]}
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
            begin(id);
          }}
          onRedrawPart={(id) => {
            begin(id, 'inpaint');
            setAsksForMask(true);
          }}
        />
      </section>
    </div>
  );
}

interface Start {
  readonly file: File | undefined;
  readonly storedId: string | undefined;
  readonly mask: Blob | undefined;
}

/** What the fields are checked with; the bytes of files are read when they are sent. */
function sourceOf({ file, storedId, mask }: Start): JobSource | undefined {
  const unread = { mask: mask && 'data:' };
  if (file) return { image: 'data:', ...unread };
  return storedId === undefined ? undefined : { image_id: storedId, ...unread };
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
