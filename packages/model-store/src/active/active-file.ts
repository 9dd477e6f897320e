import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ActiveModels, type ModelTask } from '@atelier/contracts';
import { undefinedIfMissing } from '../disk/disk-error.js';
import { writeJson } from '../disk/folders.js';

const fileName = 'active.json';
const none: ActiveModels = { version: 1 };

/** What a person chose. A file that can not be read counts as none: the settings hold then. */
export async function readActive(modelsDir: string): Promise<ActiveModels> {
  const content = await readFile(join(modelsDir, fileName), 'utf8').catch(undefinedIfMissing);
  if (content === undefined) return none;
  try {
    return ActiveModels.parse(JSON.parse(content));
  } catch {
    return none;
  }
}

/** Chooses the model of a task, for every process that looks at this folder. */
export async function writeActive(modelsDir: string, task: ModelTask, id: string): Promise<void> {
  await mkdir(modelsDir, { recursive: true });
  const active = await readActive(modelsDir);
  await writeJson(join(modelsDir, fileName), { ...active, [task]: id });
}
