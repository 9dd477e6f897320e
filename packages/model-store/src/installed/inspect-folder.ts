import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FolderModel } from '@atelier/contracts';

const neededFiles = {
  chat: ['openvino_model.xml', 'openvino_model.bin', 'openvino_tokenizer.xml'],
  image: ['model_index.json'],
} as const;

export type FolderState =
  | { readonly status: 'ready' }
  | { readonly status: 'missing' | 'damaged'; readonly reason: string };

/** Whether a folder that is not the store's holds a model of its kind. */
export async function inspectFolder({ folder, task }: FolderModel): Promise<FolderState> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return { status: 'missing', reason: 'Its folder is not there.' };
  for (const name of neededFiles[task]) {
    const isFile = await stat(join(folder, name)).then(
      (found) => found.isFile() && found.size > 0,
      () => false,
    );
    if (!isFile) return { status: 'damaged', reason: `${name} is missing in its folder.` };
  }
  return { status: 'ready' };
}
