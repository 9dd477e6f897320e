import { Button } from '../../design/button.js';
import { nextZoom, zoomLevels } from './fit-size.js';

interface ZoomControlsProps {
  readonly zoom: number;
  readonly onZoom: (zoom: number) => void;
}

/** Zooms out and in; the number between them shows the whole picture again. */
export function ZoomControls({ zoom, onZoom }: ZoomControlsProps) {
  const most = zoomLevels.at(-1);
  const level = zoom === 1 ? 'Fit' : `${zoom} ×`;
  return (
    <div className="zoom-controls" role="group" aria-label="Zoom">
      <Button
        kind="bare"
        size="small"
        aria-label="Zoom out"
        disabled={zoom === 1}
        onClick={() => {
          onZoom(nextZoom(zoom, 'out'));
        }}
      >
        −
      </Button>
      <Button
        kind="bare"
        size="small"
        aria-label={`${level}: see the whole picture`}
        onClick={() => {
          onZoom(1);
        }}
      >
        {level}
      </Button>
      <Button
        kind="bare"
        size="small"
        aria-label="Zoom in"
        disabled={zoom === most}
        onClick={() => {
          onZoom(nextZoom(zoom, 'in'));
        }}
      >
        +
      </Button>
    </div>
  );
}
