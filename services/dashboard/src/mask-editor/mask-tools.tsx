import { useSyncExternalStore } from 'react';
import { useShortcut } from '../app/shortcuts/use-shortcut.js';
import { Button, IconButton } from '../design/button.js';
import { Icon } from '../design/icon.js';
import { Slider } from '../design/slider.js';
import type { MaskSurface } from './mask-surface.js';
import { zoomStep } from './mask-view.js';
import type { StageState } from './stage-state.js';

interface MaskToolsProps {
  readonly surface: MaskSurface;
  readonly state: StageState;
  readonly say: (message: string) => void;
}

/** What is painted with, what is undone, and how near it is seen. */
export function MaskTools({ surface, state, say }: MaskToolsProps) {
  const { tool, sizeIndex, moved } = useSyncExternalStore(state.subscribe, state.choice);
  const { canUndo, canRedo, untouched } = useSyncExternalStore(surface.subscribe, surface.standing);
  const steps = {
    brush: () => {
      state.setTool('brush');
    },
    eraser: () => {
      state.setTool('eraser');
    },
    undo: () => {
      say(surface.undo() ? 'Undone.' : 'There is nothing to undo.');
    },
    redo: () => {
      say(surface.redo() ? 'Done again.' : 'There is nothing to do again.');
    },
    clear: () => {
      surface.clear();
      say('Everything is wiped away.');
    },
    invert: () => {
      surface.invert();
      say('What was painted is not, and the rest is.');
    },
    zoomIn: () => {
      state.zoom(zoomStep);
    },
    zoomOut: () => {
      state.zoom(1 / zoomStep);
    },
    smaller: () => {
      state.setSizeIndex(sizeIndex - 1);
    },
    larger: () => {
      state.setSizeIndex(sizeIndex + 1);
    },
  };
  const how = { inDialog: true } as const;
  useShortcut('b', 'Brush', steps.brush, how);
  useShortcut('e', 'Eraser', steps.eraser, how);
  useShortcut('[', 'Smaller brush', steps.smaller, how);
  useShortcut(']', 'Larger brush', steps.larger, how);
  useShortcut('mod+z', 'Undo', steps.undo, how);
  useShortcut('mod+shift+z', 'Redo', steps.redo, how);
  useShortcut('mod+y', 'Redo', steps.redo, how);
  useShortcut('i', 'Invert the mask', steps.invert, how);
  useShortcut('+', 'Zoom in', steps.zoomIn, how);
  useShortcut('=', 'Zoom in', steps.zoomIn, how);
  useShortcut('-', 'Zoom out', steps.zoomOut, how);
  useShortcut('0', 'See the whole picture', state.showAll, how);

  const percent = Math.round(state.settings().view.scale * 100);
  return (
    <div className="mask-tools" role="group" aria-label="Tools">
      <div className="mask-tools-group">
        <Button size="small" icon="brush" aria-pressed={tool === 'brush'} onClick={steps.brush}>
          Brush
        </Button>
        <Button size="small" icon="eraser" aria-pressed={tool === 'eraser'} onClick={steps.eraser}>
          Eraser
        </Button>
      </div>
      <div className="mask-tools-size">
        <Slider
          label="Brush size"
          min={0}
          max={state.sizes.length - 1}
          value={sizeIndex}
          format={(index) => `${state.sizes[index] ?? 1} px`}
          onChange={state.setSizeIndex}
        />
      </div>
      <div className="mask-tools-group">
        <IconButton
          icon="undo"
          label="Undo"
          keys="mod+z"
          size="small"
          disabled={!canUndo}
          onClick={steps.undo}
        />
        <IconButton
          icon="redo"
          label="Redo"
          keys="mod+shift+z"
          size="small"
          disabled={!canRedo}
          onClick={steps.redo}
        />
        <Button size="small" kind="bare" disabled={untouched} onClick={steps.clear}>
          Clear
        </Button>
        <Button size="small" kind="bare" onClick={steps.invert}>
          Invert
        </Button>
      </div>
      <div className="mask-tools-group mask-tools-zoom" role="group" aria-label="Zoom">
        <Button size="small" kind="bare" aria-label="Zoom out" onClick={steps.zoomOut}>
          −
        </Button>
        <Button
          size="small"
          kind="bare"
          aria-label={`${moved ? `${percent} %` : 'Fit'}: see the whole picture`}
          onClick={state.showAll}
        >
          {moved ? `${percent} %` : 'Fit'}
        </Button>
        <Button size="small" kind="bare" aria-label="Zoom in" onClick={steps.zoomIn}>
          <Icon name="plus" />
        </Button>
      </div>
    </div>
  );
}
