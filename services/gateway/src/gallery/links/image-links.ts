import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { endpoints } from '@atelier/contracts';
import type { Database } from '@atelier/database';
import { AppError } from '@atelier/errors';

/** What a signed link says. */
export interface SignedLink {
  readonly imageId: string;
  /** Unix time in seconds, in digits. */
  readonly expires: string;
  readonly signature: string;
}

/** Addresses of single pictures that need no key and expire. */
export interface ImageLinks {
  /** The path with its query. Whether the picture is the asker's is for the caller to know. */
  create(
    imageId: string,
    seconds: number,
  ): Promise<{ readonly url: string; readonly expiresAt: Date }>;
  /**
   * Whose picture a link leads to.
   *
   * @throws AppError `FORBIDDEN` when it has expired or was not made here; `NOT_FOUND`.
   */
  follow(link: SignedLink): Promise<string>;
}

export interface ImageLinksOptions {
  readonly secrets: Database['secrets'];
  readonly gallery: Pick<Database['gallery'], 'ownerOf'>;
  /** Unix time in milliseconds. */
  readonly now?: () => number;
}

const secretName = 'image-links';

export function createImageLinks({
  secrets,
  gallery,
  now = Date.now,
}: ImageLinksOptions): ImageLinks {
  // Read each time, like API keys: when its row is deleted, all links end at once.
  const sign = async (imageId: string, expires: string) => {
    const key = await secrets.ensure(secretName, randomBytes(32).toString('base64url'));
    return createHmac('sha256', key).update(`${imageId}|${expires}`).digest();
  };

  return {
    async create(imageId, seconds) {
      const expires = Math.floor(now() / 1_000) + seconds;
      const signature = await sign(imageId, String(expires));
      const query = `expires=${expires}&signature=${signature.toString('base64url')}`;
      const path = endpoints.getImage.path.replace('{id}', imageId);
      return { url: `${path}?${query}`, expiresAt: new Date(expires * 1_000) };
    },
    async follow({ imageId, expires, signature }) {
      const expected = await sign(imageId, expires);
      const given = Buffer.from(signature, 'base64url');
      const isOurs = given.length === expected.length && timingSafeEqual(given, expected);
      if (!isOurs || Number(expires) * 1_000 <= now()) {
        throw new AppError(
          'FORBIDDEN',
          'This link has expired or was changed. Ask for another one.',
        );
      }
      const ownerId = await gallery.ownerOf(imageId);
      if (ownerId === undefined) throw new AppError('NOT_FOUND', 'There is no such picture.');
      return ownerId;
    },
  };
}
