import { blend, fromHsl, mix, type Colour, type Layer } from './layer.js';
import type { Random } from './random.js';
import { distanceTo, type Shape } from './shape.js';

const shapeWords: Readonly<Record<string, Shape>> = {
  circle: 'circle',
  ball: 'circle',
  sun: 'circle',
  moon: 'circle',
  planet: 'circle',
  balloon: 'circle',
  square: 'square',
  box: 'square',
  cube: 'square',
  triangle: 'triangle',
  pyramid: 'triangle',
  tent: 'triangle',
  diamond: 'diamond',
  kite: 'diamond',
  star: 'star',
  stars: 'star',
  heart: 'heart',
  ring: 'ring',
};
const colourWords: Readonly<Record<string, Colour>> = {
  red: [214, 48, 49],
  orange: [240, 138, 36],
  yellow: [250, 205, 50],
  gold: [222, 174, 44],
  golden: [222, 174, 44],
  green: [46, 158, 80],
  cyan: [40, 182, 196],
  turquoise: [40, 182, 170],
  blue: [44, 102, 208],
  purple: [128, 66, 178],
  violet: [138, 80, 200],
  pink: [238, 120, 170],
  brown: [128, 82, 48],
  black: [28, 28, 32],
  white: [250, 250, 248],
  grey: [128, 130, 134],
  gray: [128, 130, 134],
};

/** Where a figure may stand, in pixels. */
export interface FigureRoom {
  readonly width: number;
  readonly height: number;
}

/** One figure: the shape and the colour that the prompt names first, or some of its own. */
export function createFigure(prompt: string, room: FigureRoom, random: Random): Layer {
  const words = prompt.toLowerCase().split(/[^a-z]+/u);
  const named = <Kind>(table: Readonly<Record<string, Kind>>) =>
    words.filter((word) => Object.hasOwn(table, word)).map((word) => table[word])[0];
  const ownColour = fromHsl(random(), 0.65, 0.84);
  const colour = named(colourWords) ?? ownColour;
  const shape = named(shapeWords) ?? 'circle';

  const radius = Math.min(room.width, room.height) * (0.26 + random() * 0.1);
  const across = Math.max(0, room.width - radius * 2.4);
  const down = Math.max(0, room.height - radius * 2.4);
  const centreX = room.width / 2 + (random() - 0.5) * across * 0.7;
  const centreY = room.height / 2 + (random() - 0.5) * down * 0.7;
  const from = Math.max(0, Math.floor(centreX - radius * 1.1));
  const to = Math.min(room.width, Math.ceil(centreX + radius * 1.1));

  return (row, y) => {
    const v = (y - centreY) / radius;
    if (Math.abs(v) > 1.1) return;
    const lit = mix(colour, [255, 255, 255], Math.max(0, 0.12 - v * 0.12));
    for (let x = from; x < to; x += 1) {
      const cover = 0.5 - distanceTo(shape, (x - centreX) / radius, v) * radius;
      if (cover > 0) blend(row, x, lit, Math.min(1, cover));
    }
  };
}
