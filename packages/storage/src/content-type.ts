import { extname } from 'node:path';

const byExtension = new Map([
  ['.png', 'image/png'],
  ['.jpg', 'image/jpeg'],
  ['.jpeg', 'image/jpeg'],
  ['.webp', 'image/webp'],
  ['.json', 'application/json'],
  ['.txt', 'text/plain; charset=utf-8'],
]);

/** The media type that a key's ending stands for, for the types that Atelier keeps. */
export function toContentType(key: string): string | undefined {
  return byExtension.get(extname(key).toLowerCase());
}
