import type { IncomingMessage } from 'node:http';
import { endpoints } from '@atelier/contracts';
import type { AccessPort } from '../../http/access-port.js';
import { queryOf } from '../../http/read-request-line.js';
import type { ImageLinks, SignedLink } from './image-links.js';

const prefix = endpoints.getImage.path.replace('{id}', '');
/** As ids are written in links; nothing that a router could read in another way. */
const idPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Access for which a signed link stands in place of a key: to read one picture, and nothing else. A
 * request with a signature stands or falls with it, whatever key it has.
 */
export function withImageLinks<Access extends AccessPort>(
  access: Access,
  links: Pick<ImageLinks, 'follow'>,
): Access {
  return {
    ...access,
    async enter(request, scope, setHeader) {
      const link = readLink(request);
      if (!link) return await access.enter(request, scope, setHeader);
      await access.pass(request, setHeader);
      return { ownerId: await links.follow(link) };
    },
  };
}

/** @throws AppError `INVALID_INPUT` for a value that comes twice. */
function readLink({ method, url = '' }: IncomingMessage): SignedLink | undefined {
  const [path = ''] = url.split('?', 1);
  const imageId = path.slice(prefix.length);
  const reads = method === 'GET' || method === 'HEAD';
  if (!reads || !path.startsWith(prefix) || !idPattern.test(imageId)) return undefined;
  const { expires, signature } = queryOf(url);
  if (expires === undefined && signature === undefined) return undefined;
  return { imageId, expires: expires ?? '', signature: signature ?? '' };
}
