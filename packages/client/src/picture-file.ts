import { endpoints } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import type { Connection } from './call.js';
import { withDeadline, type Deadline } from './deadline.js';
import { toProblemError } from './problem.js';

const pictures = `${endpoints.listImages.path}/`;

/**
 * The file behind an address that the server gave: a picture, its thumbnail, or another format of
 * it. Other addresses are refused, so that no key goes where it should not.
 */
export async function pictureFile(
  { baseUrl, fetch }: Connection,
  url: string,
  deadline: Deadline,
): Promise<Blob> {
  // The host stands in for the server: what leaves it, or its pictures, is not one of ours.
  const here = 'http://atelier.invalid';
  const place = URL.canParse(url, here) ? new URL(url, here) : undefined;
  if (place?.origin !== here || !place.pathname.startsWith(pictures)) {
    throw new AppError('INVALID_INPUT', 'This is not the address of a picture.');
  }
  return withDeadline(deadline, async (signal) => {
    const response = await reached(
      fetch(baseUrl + place.pathname + place.search, { method: 'GET', signal }),
    );
    if (response.ok) return reached(response.blob());
    throw toProblemError(response, await response.json().catch(() => undefined));
  });
}

async function reached<T>(exchange: Promise<T>): Promise<T> {
  try {
    return await exchange;
  } catch (cause) {
    const says = 'Atelier does not answer. Check that it is running.';
    throw new AppError('SERVER_UNREACHABLE', says, { cause });
  }
}
