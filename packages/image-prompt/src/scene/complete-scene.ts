import type { Scene, Thing } from './scene.js';

const colours = ['red', 'blue', 'green', 'yellow'] as const;
const backgrounds = ['white', 'black', 'blue'] as const;

/** The scene with colours where none were said: a small image model draws best what is spelled out. */
export function completeScene(wished: Scene): Scene {
  const used = new Set(wished.things.map(({ colour }) => colour));
  used.add(wished.background);
  const things = wished.things.map((thing): Thing => {
    if (thing.colour !== undefined) return thing;
    const colour = colours.find((name) => !used.has(name)) ?? 'red';
    used.add(colour);
    return { ...thing, colour };
  });
  const taken = new Set(things.map(({ colour }) => colour));
  const background = wished.background ?? backgrounds.find((name) => !taken.has(name)) ?? 'white';
  return { ...wished, things, background };
}
