import type { IncomingHttpHeaders } from 'node:http';

/** The key that a request carries, in `Authorization: Bearer` or else in `x-api-key`. */
export function readApiKey(headers: IncomingHttpHeaders): string | undefined {
  const [, bearer] = /^bearer +(\S+) *$/i.exec(headers.authorization ?? '') ?? [];
  if (bearer !== undefined) return bearer;
  const other = headers['x-api-key'];
  return typeof other === 'string' && other !== '' ? other : undefined;
}
