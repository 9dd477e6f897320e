export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How a picture lies on the screen: a pixel at p is seen at p × scale + (x, y), in CSS pixels. */
export interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** Where the picture lies in what room. */
export interface Scene {
  readonly picture: Size;
  /** Of the screen, in CSS pixels. */
  readonly room: Size;
}

/** Around a picture that is seen as a whole, and around a point that has to be seen. */
const margin = 16;
const edge = 64;
const mostScale = 8;

/** One press of a zoom button. */
export const zoomStep = 1.4;

/** The whole picture, in the middle. */
export function fitView(scene: Scene): View {
  return moveInside({ scale: fitScale(scene), x: 0, y: 0 }, scene);
}

/** Larger or smaller by a factor; what is at the point of the screen stays there. */
export function zoomAt(view: View, factor: number, at: Point, scene: Scene): View {
  const fit = fitScale(scene);
  const most = Math.max(mostScale, fit * mostScale);
  const scale = Math.min(Math.max(view.scale * factor, fit / 2), most);
  const ratio = scale / view.scale;
  const moved = { scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio };
  return moveInside(moved, scene);
}

export function panBy(view: View, { x, y }: Point, scene: Scene): View {
  return moveInside({ ...view, x: view.x + x, y: view.y + y }, scene);
}

/** Moves a view just so far that the pixel of the picture can be seen. */
export function showPoint(view: View, point: Point, scene: Scene): View {
  const { room } = scene;
  const seen = toScreen(view, point);
  const off = Math.min(edge, room.width / 4, room.height / 4);
  const inside = (at: number, length: number) => Math.min(Math.max(at, off), length - off);
  const by = { x: inside(seen.x, room.width) - seen.x, y: inside(seen.y, room.height) - seen.y };
  return by.x === 0 && by.y === 0 ? view : panBy(view, by, scene);
}

export function toPicture({ scale, x, y }: View, point: Point): Point {
  return { x: (point.x - x) / scale, y: (point.y - y) / scale };
}

export function toScreen({ scale, x, y }: View, point: Point): Point {
  return { x: point.x * scale + x, y: point.y * scale + y };
}

/** A picture that is seen as a whole is in the middle; of a larger one some is always seen. */
function moveInside(view: View, scene: Scene): View {
  const { scale } = view;
  const { picture, room } = scene;
  const isWhole = scale <= fitScale(scene) * 1.001;
  const inside = (at: number, length: number, space: number) => {
    const rest = space - length;
    if (isWhole) return rest / 2;
    const slack = space / 2;
    return Math.min(Math.max(at, Math.min(0, rest) - slack), Math.max(0, rest) + slack);
  };
  return {
    scale,
    x: inside(view.x, picture.width * scale, room.width),
    y: inside(view.y, picture.height * scale, room.height),
  };
}

function fitScale({ picture, room }: Scene): number {
  return Math.min(
    Math.max(room.width - 2 * margin, 1) / picture.width,
    Math.max(room.height - 2 * margin, 1) / picture.height,
  );
}
