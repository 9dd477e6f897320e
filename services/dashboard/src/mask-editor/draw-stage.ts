import { contextOf, createCanvas } from './canvas-raster.js';
import { toScreen, type Point, type Size, type View } from './mask-view.js';

/** What is seen of the picture, its mask and the brush. */
export interface StagePicture {
  readonly picture: HTMLImageElement;
  readonly mask: HTMLCanvasElement;
  readonly view: View;
  /** Of the stage, in CSS pixels. */
  readonly room: Size;
  /** Pixels of the screen for one CSS pixel. */
  readonly density: number;
  /** Where the brush is, in pixels of the picture. */
  readonly brush: BrushMark | undefined;
}

export interface BrushMark extends Point {
  readonly radius: number;
  /** It is moved by keys, and needs a mark that is seen when the brush is tiny. */
  readonly crossed: boolean;
}

/** From here on the single pixels are shown. */
const sharpFrom = 3;
const tileSize = 14;

/** Draws all of it anew. The second canvas is for its own use. */
export function drawStage(
  stage: HTMLCanvasElement,
  scratch: HTMLCanvasElement,
  seen: StagePicture,
) {
  const { picture, mask, view, room, density, brush } = seen;
  const size = {
    width: Math.max(1, Math.round(room.width * density)),
    height: Math.max(1, Math.round(room.height * density)),
  };
  const context = cleared(stage, size);
  const shown = cleared(scratch, size);
  for (const [target, image] of [
    [context, picture],
    [shown, mask],
  ] as const) {
    const { scale, x, y } = view;
    target.setTransform(scale * density, 0, 0, scale * density, x * density, y * density);
    target.imageSmoothingEnabled = scale * density < sharpFrom;
    target.drawImage(image, 0, 0, mask.width, mask.height);
    target.resetTransform();
  }
  const pattern = shown.createPattern(hatch(density), 'repeat');
  if (pattern) {
    shown.globalCompositeOperation = 'source-in';
    shown.fillStyle = pattern;
    shown.fillRect(0, 0, size.width, size.height);
  }
  context.drawImage(scratch, 0, 0);
  if (brush) drawBrush(context, brush, seen);
}

function cleared(canvas: HTMLCanvasElement, { width, height }: Size): CanvasRenderingContext2D {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = contextOf(canvas);
  context.resetTransform();
  context.globalCompositeOperation = 'source-over';
  context.clearRect(0, 0, width, height);
  return context;
}

const tiles = new Map<number, HTMLCanvasElement>();

/** Light and dark stripes on a strong colour: whatever the picture is, something of it stands out. */
function hatch(density: number): HTMLCanvasElement {
  const known = tiles.get(density);
  if (known) return known;
  const side = Math.round(tileSize * density);
  const tile = createCanvas({ width: side, height: side });
  const context = contextOf(tile);
  context.fillStyle = 'rgb(216 0 120 / 48%)';
  context.fillRect(0, 0, side, side);
  const stripe = (style: string, offset: number) => {
    context.strokeStyle = style;
    context.lineWidth = side / 9;
    for (const start of [-side, 0, side]) {
      context.beginPath();
      context.moveTo(start + offset - side, 2 * side);
      context.lineTo(start + offset + 2 * side, -side);
      context.stroke();
    }
  };
  stripe('rgb(255 255 255 / 80%)', 0);
  stripe('rgb(38 0 30 / 75%)', (side / 9) * Math.SQRT2);
  tiles.set(density, tile);
  return tile;
}

const ringWidth = 1.5;
const crossLength = 7;

/** A light line and a dark one around where the brush would paint. */
function drawBrush(
  context: CanvasRenderingContext2D,
  { x, y, radius, crossed }: BrushMark,
  { view, density }: StagePicture,
): void {
  const center = toScreen(view, { x, y });
  const ring = Math.max(radius * view.scale, 2);
  context.setTransform(density, 0, 0, density, center.x * density, center.y * density);
  for (const [style, width] of [
    ['#000', 3 * ringWidth],
    ['#fff', ringWidth],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.beginPath();
    context.arc(0, 0, ring, 0, 2 * Math.PI);
    if (crossed) {
      context.moveTo(-crossLength, 0);
      context.lineTo(crossLength, 0);
      context.moveTo(0, -crossLength);
      context.lineTo(0, crossLength);
    }
    context.stroke();
  }
  context.resetTransform();
}
