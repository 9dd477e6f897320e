import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import type { AccessPort } from '../../http/access-port.js';
import type { SignedLink } from './image-links.js';
import { withImageLinks } from './with-image-links.js';

const id = '0199a1b2-0000-7000-8000-000000000001';
const path = `/api/v1/images/${id}`;
const signed = 'expires=1&signature=a';

/** Who lets a request in: whoever looks at keys, or at links. */
async function enter(method: string, url: string) {
  const followed: SignedLink[] = [];
  const keyed: AccessPort = {
    enter: () => Promise.resolve({ ownerId: 'by key' }),
    pass: () => Promise.resolve(),
  };
  const access = withImageLinks(keyed, {
    follow: (link) => {
      followed.push(link);
      return Promise.resolve('by link');
    },
  });
  const request = { method, url } as IncomingMessage;
  const { ownerId } = await access.enter(request, 'pictures', () => undefined);
  return { ownerId, followed };
}

describe('a request with a signature', () => {
  it.each([
    ['GET', `${path}?${signed}`, '1', 'a'],
    ['HEAD', `${path}?format=webp&${signed}`, '1', 'a'],
    ['GET', `${path}?signature=a`, '', 'a'],
    ['GET', `${path}?expires=1`, '1', ''],
  ])('%s %s is let in by its link', async (method, url, expires, signature) => {
    const { ownerId, followed } = await enter(method, url);
    expect(ownerId).toBe('by link');
    expect(followed).toEqual([{ imageId: id, expires, signature }]);
  });

  it.each([
    ['GET', path],
    ['GET', `${path}?format=webp`],
    ['POST', `${path}?${signed}`],
    ['DELETE', `${path}?${signed}`],
    ['GET', `${path}/details?${signed}`],
    ['GET', `${path}/?${signed}`],
    ['GET', `${path.toUpperCase()}?${signed}`],
    ['GET', `/api/v1/images/${id.replace('0', '%30')}?${signed}`],
    ['GET', `/api/v1/images/?${signed}`],
    ['GET', `/api/v1/image-jobs/${id}?${signed}`],
    ['GET', `/api/v1/models?next=${path}?${signed}`],
    ['GET', `//api/v1/images/${id}?${signed}`],
  ])('%s %s needs a key', async (method, url) => {
    const { ownerId, followed } = await enter(method, url);
    expect([ownerId, followed]).toEqual(['by key', []]);
  });
});
