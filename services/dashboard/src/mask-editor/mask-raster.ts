import type { MaskOperation, StrokePoint, Tool } from './mask-operation.js';

/** The pixels of a mask, as many as the picture has: painted or not. */
export interface MaskRaster {
  /** A disc, or all that it passes over on its way from another place. */
  readonly sweep: (tool: Tool, to: StrokePoint, from?: StrokePoint) => void;
  readonly clear: () => void;
  readonly invert: () => void;
}

/** What makes rasters of one size. */
export interface RasterKit<Raster extends MaskRaster> {
  readonly create: () => Raster;
  /** Makes the second what the first is. */
  readonly copy: (from: Raster, to: Raster) => void;
}

/** Does a step to a mask. */
export function paintOperation(raster: MaskRaster, operation: MaskOperation): void {
  if (operation.kind === 'clear') raster.clear();
  if (operation.kind === 'invert') raster.invert();
  if (operation.kind !== 'stroke') return;
  let before: StrokePoint | undefined;
  for (const point of operation.points) {
    raster.sweep(operation.tool, point, before);
    before = point;
  }
}
