import type { StrokePoint, Tool } from '../mask-operation.js';
import type { MaskRaster, RasterKit } from '../mask-raster.js';
import type { Size } from '../mask-view.js';

/** A mask of yes and no, painted without a browser. */
export interface BooleanRaster extends MaskRaster {
  readonly pixels: boolean[];
}

export function booleanKit({ width, height }: Size): RasterKit<BooleanRaster> {
  return {
    create() {
      const pixels = Array<boolean>(width * height).fill(false);
      return {
        pixels,
        sweep(tool, to, from = to) {
          for (let i = 0; i < pixels.length; i += 1) {
            const at = { x: (i % width) + 0.5, y: Math.floor(i / width) + 0.5 };
            if (distanceToLine(at, from, to) <= to.radius) pixels[i] = tool === 'brush';
          }
        },
        clear: () => void pixels.fill(false),
        invert: () => {
          for (const [i, painted] of pixels.entries()) pixels[i] = !painted;
        },
      };
    },
    copy: (from, to) => void to.pixels.splice(0, to.pixels.length, ...from.pixels),
  };
}

/** What strokes did to a surface, in their order. */
export function recordedStrokes() {
  const said: string[] = [];
  const place = ({ x, y, radius }: StrokePoint) =>
    `${Math.round(x)},${Math.round(y)} r${Math.round(radius * 10) / 10}`;
  return {
    said,
    surface: {
      begin: (tool: Tool, at: StrokePoint) => void said.push(`${tool} ${place(at)}`),
      extend: (to: StrokePoint) => void said.push(`to ${place(to)}`),
      end: () => void said.push('end'),
      cancel: () => void said.push('cancel'),
    },
  };
}

type Place = Omit<StrokePoint, 'radius'>;

function distanceToLine(at: Place, from: Place, to: Place): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((at.x - from.x) * dx + (at.y - from.y) * dy) / length;
  const share = Math.min(Math.max(along, 0), 1);
  return Math.sqrt((at.x - from.x - share * dx) ** 2 + (at.y - from.y - share * dy) ** 2);
}
