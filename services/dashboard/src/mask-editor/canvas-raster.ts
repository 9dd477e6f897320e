import type { MaskRaster, RasterKit } from './mask-raster.js';
import type { Point, Size } from './mask-view.js';

/** A mask on a canvas: opaque where it is painted. */
export interface CanvasRaster extends MaskRaster {
  readonly canvas: HTMLCanvasElement;
  readonly isPainted: (at: Point) => boolean;
}

export function canvasKit(size: Size): RasterKit<CanvasRaster> {
  return {
    create: () => createCanvasRaster(size),
    copy: (from, to) => {
      to.clear();
      const context = contextOf(to.canvas);
      context.globalCompositeOperation = 'source-over';
      context.drawImage(from.canvas, 0, 0);
    },
  };
}

/** @throws Error when the browser gives no canvas of this size. */
export function contextOf(
  canvas: HTMLCanvasElement,
  settings?: CanvasRenderingContext2DSettings,
): CanvasRenderingContext2D {
  const context = canvas.getContext('2d', settings);
  if (!context) throw new Error('The browser gave no canvas to paint on.');
  return context;
}

export function createCanvas({ width, height }: Size): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

function createCanvasRaster(size: Size): CanvasRaster {
  const { width, height } = size;
  const canvas = createCanvas(size);
  const context = contextOf(canvas);
  context.lineCap = 'round';
  // Reading from the canvas itself would make painting on it slow.
  const probe = contextOf(createCanvas({ width: 1, height: 1 }), { willReadFrequently: true });
  return {
    canvas,
    sweep(tool, to, from) {
      context.globalCompositeOperation = tool === 'brush' ? 'source-over' : 'destination-out';
      context.beginPath();
      if (from) {
        context.lineWidth = to.radius * 2;
        context.moveTo(from.x, from.y);
        context.lineTo(to.x, to.y);
        context.stroke();
        return;
      }
      context.arc(to.x, to.y, to.radius, 0, 2 * Math.PI);
      context.fill();
    },
    isPainted({ x, y }) {
      probe.clearRect(0, 0, 1, 1);
      probe.drawImage(canvas, Math.floor(x), Math.floor(y), 1, 1, 0, 0, 1, 1);
      const { data } = probe.getImageData(0, 0, 1, 1);
      return (data[3] ?? 0) >= 128;
    },
    clear() {
      context.clearRect(0, 0, width, height);
    },
    invert() {
      // What is drawn stays where nothing was, and nothing stays where something was.
      context.globalCompositeOperation = 'source-out';
      context.fillRect(0, 0, width, height);
    },
  };
}
