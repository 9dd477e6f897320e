import { readFile } from 'node:fs/promises';
import { openApiDocument } from '@atelier/contracts';
import { z } from 'zod';

/** A file that is made, not written. `path` is relative to the root. */
export interface GeneratedFile {
  readonly path: string;
  readonly content: string;
}

/** The OpenAPI document of this version. */
export async function openApiFile(root: URL): Promise<GeneratedFile> {
  const manifest: unknown = JSON.parse(await readFile(new URL('package.json', root), 'utf8'));
  const { version } = z.object({ version: z.string() }).parse(manifest);
  const content = `${JSON.stringify(openApiDocument(version), undefined, 2)}\n`;
  return { path: 'docs/generated/openapi.json', content };
}
