/** Red, green and blue, each from 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** Paints its part of row `y` over what is there: three bytes a pixel. */
export type Layer = (row: Uint8Array, y: number) => void;

/** Lays a colour over pixel `x` of a row; `cover` from 0 (nothing) to 1 (all of it). */
export function blend(row: Uint8Array, x: number, colour: Colour, cover: number): void {
  const at = x * 3;
  for (let channel = 0; channel < 3; channel += 1) {
    const under = row[at + channel] ?? 0;
    row[at + channel] = Math.round(under + ((colour[channel] ?? 0) - under) * cover);
  }
}

/** The colour between two, at `share` of the way. */
export function mix(from: Colour, to: Colour, share: number): Colour {
  return [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
    from[2] + (to[2] - from[2]) * share,
  ];
}

/** From hue (turns), saturation and lightness (0 to 1). */
export function fromHsl(hue: number, saturation: number, lightness: number): Colour {
  const amplitude = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number) => {
    const place = (offset + hue * 12) % 12;
    return 255 * (lightness - amplitude * Math.max(-1, Math.min(place - 3, 9 - place, 1)));
  };
  return [channel(0), channel(8), channel(4)];
}
