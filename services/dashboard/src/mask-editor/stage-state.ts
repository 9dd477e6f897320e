import { brushSizes, usualSize } from './brush-size.js';
import type { Tool } from './mask-operation.js';
import {
  fitView,
  panBy,
  zoomAt,
  type Point,
  type Scene,
  type Size,
  type View,
} from './mask-view.js';

/** What is chosen, and what is seen; another object after each change. */
export interface StageChoice {
  readonly tool: Tool;
  /** Place among `sizes`. */
  readonly sizeIndex: number;
  /** Of the stage, in CSS pixels; zero until it is known. */
  readonly room: Size;
  /** Undefined while the whole picture is shown. */
  readonly moved: View | undefined;
}

/** What pointers and keys work with, as it is at a moment. */
export interface StageSettings {
  readonly tool: Tool;
  /** Width of the brush, in pixels of the picture. */
  readonly size: number;
  readonly view: View;
  readonly scene: Scene;
}

/** The tools, and the picture's place on the stage. */
export interface StageState {
  readonly sizes: readonly number[];
  readonly choice: () => StageChoice;
  readonly settings: () => StageSettings;
  readonly setTool: (tool: Tool) => void;
  readonly setSizeIndex: (index: number) => void;
  readonly setRoom: (room: Size) => void;
  readonly setView: (view: View) => void;
  /** Around the middle of the stage where no point of it is told. */
  readonly zoom: (factor: number, at?: Point) => void;
  readonly showAll: () => void;
  readonly subscribe: (listener: () => void) => () => void;
}

export function createStageState(picture: Size): StageState {
  const sizes = brushSizes(picture);
  let choice: StageChoice = {
    tool: 'brush',
    sizeIndex: usualSize(sizes, picture),
    room: { width: 0, height: 0 },
    moved: undefined,
  };
  const listeners = new Set<() => void>();
  const change = (some: Partial<StageChoice>) => {
    choice = { ...choice, ...some };
    for (const listener of listeners) listener();
  };
  const scene = () => ({ picture, room: choice.room });
  const view = () => choice.moved ?? fitView(scene());

  return {
    sizes,
    choice: () => choice,
    settings: () => ({
      tool: choice.tool,
      size: sizes[choice.sizeIndex] ?? 1,
      view: view(),
      scene: scene(),
    }),
    setTool: (tool) => {
      change({ tool });
    },
    setSizeIndex: (index) => {
      change({ sizeIndex: Math.min(Math.max(index, 0), sizes.length - 1) });
    },
    setRoom: (room) => {
      change({ room });
      if (choice.moved) change({ moved: panBy(choice.moved, { x: 0, y: 0 }, scene()) });
    },
    setView: (moved) => {
      change({ moved });
    },
    zoom: (factor, at = { x: choice.room.width / 2, y: choice.room.height / 2 }) => {
      change({ moved: zoomAt(view(), factor, at, scene()) });
    },
    showAll: () => {
      change({ moved: undefined });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
