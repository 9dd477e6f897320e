import type { GalleryImage } from '@atelier/contracts';
import { toAppError } from '@atelier/errors';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { useClient } from '../../app/client-context.js';
import { ErrorNote } from '../../app/error-note.js';
import { useShortcut } from '../../app/shortcuts/use-shortcut.js';
import { Button } from '../../design/button.js';
import { CopyButton } from '../../design/copy-button.js';
import { Dialog } from '../../design/dialog.js';
import { Icon } from '../../design/icon.js';
import { Skeleton } from '../../design/skeleton.js';
import { Compare } from '../../studio/compare.js';
import { comparedKinds } from '../../studio/compared-kinds.js';
import { pictureKey } from '../gallery-keys.js';
import { PictureActions } from './picture-actions.js';
import { PictureFacts } from './picture-facts.js';
import { RedrawOutcome } from './redraw-outcome.js';
import { Relatives } from './relatives.js';
import { TagEditor } from './tag-editor.js';
import { ZoomControls } from './zoom-controls.js';
import { ZoomStage } from './zoom-stage.js';
import './details.css';

interface PictureDialogProps {
  readonly id: string;
  /** The pictures around it, in their order. */
  readonly images: readonly GalleryImage[];
  readonly hrefOf: (id: string) => string;
  /** Few pictures are left after this one. */
  readonly onNearEnd: () => void;
  readonly onClose: () => void;
  /** Gives the focus to the picture in the list; false where it is not there. */
  readonly focusIn: (id: string) => boolean;
}

const fewLeft = 5;

/** A picture in full, with its recipe and what can be done with it. */
export function PictureDialog(props: PictureDialogProps) {
  const { id, images, hrefOf, onNearEnd, onClose, focusIn } = props;
  const client = useClient();
  const [, go] = useLocation();
  const [zoom, setZoom] = useState({ of: id, level: 1 });
  const [comparesOf, setComparesOf] = useState<string>();
  const [redraws, setRedraws] = useState<Readonly<Record<string, string>>>({});
  const at = images.findIndex((one) => one.id === id);
  const { data, error, refetch } = useQuery({
    queryKey: pictureKey(id),
    queryFn: ({ signal }) => client.imageDetails(id, { signal }),
    initialData: () => images[at],
    refetchOnMount: 'always',
  });
  const level = zoom.of === id ? zoom.level : 1;
  const previous = at > 0 ? images[at - 1] : undefined;
  const next = at >= 0 ? images[at + 1] : undefined;
  const redraw = redraws[id];
  const source = data && !data.missing && comparedKinds.includes(data.kind) && data.source_image_id;
  const compares = comparesOf === id && typeof source === 'string';

  const nearEnd = useEffectEvent(onNearEnd);
  useEffect(() => {
    if (at >= 0 && at >= images.length - fewLeft) nearEnd();
  }, [at, images.length]);
  const goTo = (image: GalleryImage | undefined) => {
    if (image) go(hrefOf(image.id), { replace: true });
  };
  // Zoomed in, the arrows move the picture; beside another one, the line between them.
  const how = { inDialog: true, off: level > 1 || compares };
  useShortcut(
    'ArrowLeft',
    'The picture before',
    () => {
      goTo(previous);
    },
    how,
  );
  useShortcut(
    'ArrowRight',
    'The picture after',
    () => {
      goTo(next);
    },
    how,
  );
  const onZoom = (to: number) => {
    setZoom({ of: id, level: to });
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={data !== undefined && data.settings.prompt !== '' ? data.settings.prompt : 'Picture'}
      titleHidden
      size="full"
      giveFocus={() => focusIn(id)}
    >
      <div className="picture-view">
        <div className="picture-stage">
          {data && compares && (
            <div className="picture-compare">
              <Compare
                before={`/api/v1/images/${source}`}
                after={data}
                extend={data.settings.extend}
              />
            </div>
          )}
          {!compares && data && (
            <>
              <ZoomStage image={data} zoom={level} onZoom={onZoom} />
              {!data.missing && <ZoomControls zoom={level} onZoom={onZoom} />}
            </>
          )}
          {!data && (
            <div className="zoom-stage">{!error && <Skeleton label="Loading the picture" />}</div>
          )}
          <Neighbour side="left" image={previous} onGo={goTo} />
          <Neighbour side="right" image={next} onGo={goTo} />
        </div>
        <div className="picture-side">
          {error && !data && <ErrorNote error={toAppError(error)} onRetry={() => void refetch()} />}
          {data && (
            <>
              <div className="picture-prompt">
                <p dir="auto">{data.settings.prompt || 'No prompt'}</p>
                {data.settings.prompt !== '' && (
                  <CopyButton text={data.settings.prompt} label="Copy the prompt" />
                )}
              </div>
              <PictureActions
                key={`actions ${id}`}
                image={data}
                compares={typeof source === 'string' ? compares : undefined}
                onCompare={() => {
                  setComparesOf(compares ? undefined : id);
                }}
                onRedrawn={(jobId) => {
                  setRedraws((before) => ({ ...before, [id]: jobId }));
                }}
                onGone={() => {
                  if (next ?? previous) goTo(next ?? previous);
                  else onClose();
                }}
              />
              {redraw !== undefined && (
                <RedrawOutcome key={redraw} jobId={redraw} hrefOf={hrefOf} />
              )}
              <TagEditor key={`tags ${id}`} image={data} />
              <PictureFacts image={data} />
              <Relatives key={`relatives ${id}`} id={id} hrefOf={hrefOf} />
            </>
          )}
        </div>
      </div>
    </Dialog>
  );
}

interface NeighbourProps {
  readonly side: 'left' | 'right';
  readonly image: GalleryImage | undefined;
  readonly onGo: (image: GalleryImage | undefined) => void;
}

/** The way to the picture before or after; it keeps its place at the ends of the list. */
function Neighbour({ side, image, onGo }: NeighbourProps) {
  return (
    <Button
      className="picture-neighbour"
      data-shape="icon"
      data-side={side}
      disabled={!image}
      aria-label={side === 'left' ? 'The picture before' : 'The picture after'}
      onClick={() => {
        onGo(image);
      }}
    >
      <Icon name={`chevron-${side}`} />
    </Button>
  );
}
