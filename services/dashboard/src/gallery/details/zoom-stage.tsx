import type { GalleryImage } from '@atelier/contracts';
import { useLayoutEffect, useRef, type PointerEvent } from 'react';
import { StoredImage } from '../../app/pictures/stored-image.js';
import { useShortcut } from '../../app/shortcuts/use-shortcut.js';
import { Icon } from '../../design/icon.js';
import { useSize } from '../use-size.js';
import { fitSize, nextZoom } from './fit-size.js';
import './zoom.css';

interface ZoomStageProps {
  readonly image: GalleryImage;
  readonly zoom: number;
  readonly onZoom: (zoom: number) => void;
}

/** A picture as large as there is room; zoomed, it is moved by dragging or scrolling. */
export function ZoomStage({ image, zoom, onZoom }: ZoomStageProps) {
  const stage = useRef<HTMLDivElement>(null);
  const room = useSize(stage);
  const fit = fitSize(image, room);
  const drag = useRef<{ x: number; y: number; moved: boolean }>(undefined);
  const before = useRef(zoom);

  useShortcut(
    '+',
    'Zoom in',
    () => {
      onZoom(nextZoom(zoom, 'in'));
    },
    { inDialog: true },
  );
  useShortcut(
    '-',
    'Zoom out',
    () => {
      onZoom(nextZoom(zoom, 'out'));
    },
    { inDialog: true },
  );
  useShortcut(
    '0',
    'See the whole picture',
    () => {
      onZoom(1);
    },
    { inDialog: true },
  );

  // What was in the middle stays there.
  useLayoutEffect(() => {
    const element = stage.current;
    const ratio = zoom / before.current;
    before.current = zoom;
    if (!element || ratio === 1) return;
    const { clientWidth: width, clientHeight: height } = element;
    element.scrollLeft = (element.scrollLeft + width / 2) * ratio - width / 2;
    element.scrollTop = (element.scrollTop + height / 2) * ratio - height / 2;
  }, [zoom]);

  const onPointerMove = ({ clientX, clientY, buttons }: PointerEvent) => {
    const from = drag.current;
    if (!from || buttons === 0 || zoom === 1) return;
    const [dx, dy] = [clientX - from.x, clientY - from.y];
    if (!from.moved && Math.hypot(dx, dy) < 4) return;
    stage.current?.scrollBy(-dx, -dy);
    drag.current = { x: clientX, y: clientY, moved: true };
  };

  if (image.missing) {
    return (
      <div className="zoom-stage" data-missing="true">
        <div className="empty-state">
          <Icon name="warning" />
          <h2>The file of this picture is gone</h2>
          <p>Its recipe is still here: draw it again, or delete it.</p>
        </div>
      </div>
    );
  }
  return (
    <div ref={stage} className="zoom-stage" data-zoomed={zoom > 1}>
      <button
        type="button"
        className="zoom-picture"
        aria-label={zoom > 1 ? 'See the whole picture' : 'Zoom in'}
        style={{ width: fit.width * zoom, height: fit.height * zoom }}
        onPointerDown={({ clientX, clientY, pointerType }) => {
          // A finger scrolls by itself.
          drag.current =
            pointerType === 'touch' ? undefined : { x: clientX, y: clientY, moved: false };
        }}
        onPointerMove={onPointerMove}
        onClick={() => {
          if (drag.current?.moved !== true) onZoom(zoom > 1 ? 1 : 2);
          drag.current = undefined;
        }}
      >
        {/* Small and at once, until the picture itself is here. */}
        <StoredImage
          key={`small ${image.id}`}
          className="zoom-small"
          url={image.thumbnail_url}
          alt=""
          draggable={false}
        />
        <StoredImage
          key={image.id}
          url={image.url}
          alt={image.settings.prompt}
          width={image.width}
          height={image.height}
          draggable={false}
        />
      </button>
    </div>
  );
}
