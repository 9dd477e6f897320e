import type { ImageSettings, Warning } from '@atelier/contracts';
import type { SettledPicture } from '@atelier/image-prompt';
import { v7 as uuidv7 } from 'uuid';

/** A picture job to accept. */
export interface Picture {
  readonly id: string;
  readonly settings: ImageSettings;
  /** What was changed of what the model wrote. */
  readonly warnings: readonly Warning[];
}

/** The picture that a turn gives, if there is one and room for it. */
export function choosePicture(
  { settings, warnings }: SettledPicture,
  hasRoom: boolean,
): { readonly picture: Picture | undefined; readonly warnings: readonly Warning[] } {
  if (settings === undefined) return { picture: undefined, warnings };
  if (!hasRoom) {
    const message =
      'Too many of your pictures are waiting; this one is not drawn. Try again later.';
    return { picture: undefined, warnings: [...warnings, { code: 'TOO_MANY_JOBS', message }] };
  }
  return { picture: { id: uuidv7(), settings, warnings }, warnings };
}
