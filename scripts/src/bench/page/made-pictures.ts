import type { GalleryImage } from '@atelier/contracts';
import sharp from 'sharp';
import { madeId } from './made-messages.js';

const startMs = Date.UTC(2026, 0, 5, 9);
const kinds = ['generate', 'edit', 'inpaint', 'upscale'] as const;
const shapes = [
  [512, 512],
  [512, 768],
  [768, 512],
] as const;

/** So many pictures of a gallery, newest first. */
export function madePictures(count: number): readonly GalleryImage[] {
  return Array.from({ length: count }, (_, index) => {
    const n = count - index;
    const id = madeId(5, n);
    const [width, height] = shapes[n % shapes.length] ?? shapes[0];
    const kind = kinds[n % 7 === 0 ? n % kinds.length : 0] ?? 'generate';
    const prompt = `picture ${n}: a castle in the clouds above a quiet sea, oil painting`;
    return {
      id,
      job_id: madeId(6, n),
      index: 0,
      kind,
      bytes: 300_000 + n,
      sha256: String(n).padStart(64, '0'),
      tags: n % 5 === 0 ? ['castle', `set ${n % 20}`] : [],
      favourite: n % 9 === 0,
      url: `/api/v1/images/${id}`,
      thumbnail_url: `/api/v1/images/${id}/thumbnail`,
      width,
      height,
      seed: n,
      format: 'png',
      settings: {
        prompt,
        negative_prompt: 'blurry',
        width,
        height,
        steps: 20,
        cfg_scale: 7.5,
        seed: n,
        count: 1,
        format: 'png',
      },
      created_at: new Date(startMs + n * 1_000).toISOString(),
    };
  });
}

/** Picture files that look different, as the server would send them. */
export interface PictureFiles {
  readonly picture: (id: string) => Uint8Array;
  readonly thumbnail: (id: string) => Uint8Array;
}

const variants = 24;

export async function makePictureFiles(): Promise<PictureFiles> {
  const pictures = await Promise.all(each((n) => drawn(n, 512).png().toBuffer()));
  const thumbnails = await Promise.all(each((n) => drawn(n, 256).webp().toBuffer()));
  const pick = (files: readonly Uint8Array[]) => (id: string) =>
    files[Number(id.slice(-6)) % variants] ?? new Uint8Array();
  return { picture: pick(pictures), thumbnail: pick(thumbnails) };
}

function each<Value>(make: (n: number) => Value): readonly Value[] {
  return Array.from({ length: variants }, (_, n) => make(n));
}

/** Noise over a colour: as much to decode as a photograph. */
function drawn(n: number, side: number) {
  const colour = { r: (n * 53) % 256, g: (n * 97) % 256, b: (n * 151) % 256 };
  return sharp({
    create: {
      width: side,
      height: side,
      channels: 3,
      background: colour,
      noise: { type: 'gaussian', mean: 128, sigma: 20 + n },
    },
  });
}
