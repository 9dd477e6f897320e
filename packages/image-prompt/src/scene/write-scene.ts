import type { Place, Scene, Thing } from './scene.js';

const placePhrases: Readonly<Record<Place, string>> = {
  left: 'on the left',
  right: 'on the right',
  top: 'at the top',
  bottom: 'at the bottom',
};

/** A scene in the plainest words: "a big red circle on a blue background". */
export function writeScene({ things, count, isStacked, background }: Scene): string {
  const what = things
    .map((thing) => (count === 'one' ? single(thing) : `${count} ${words(thing)}${plural(thing)}`))
    .join(isStacked ? ' above ' : ' and ');
  return background === undefined ? what : `${what} on ${article(background)} background`;
}

function single(thing: Thing): string {
  const place = thing.place === undefined ? '' : ` ${placePhrases[thing.place]}`;
  return `${article(words(thing))}${place}`;
}

function words({ size, colour, shape }: Thing): string {
  return [size, colour, shape].filter((word) => word !== undefined).join(' ');
}

function plural({ shape }: Thing): string {
  return /(?:ss|x)$/u.test(shape) ? 'es' : 's';
}

function article(phrase: string): string {
  return `${/^[aeiou]/u.test(phrase) ? 'an' : 'a'} ${phrase}`;
}
