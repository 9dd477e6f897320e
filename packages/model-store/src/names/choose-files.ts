import { AppError } from '@atelier/errors';
import { matchesPattern } from './matches-pattern.js';
import { isHostilePath, isModelPath, showPath } from './model-path.js';

/** A file as a hub's listing has it. */
export interface ListedFile {
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'other';
  readonly bytes: number;
}

/** Ours, in the top folder of an installed model. */
export const manifestName = 'manifest.json';

const maxFiles = 500;
const endings = ['.xml', '.bin', '.json', '.txt', '.jinja', '.model', '.md'];

/**
 * The files of a listing that belong to the model, sorted by path. Of `.bin` files only those that
 * lie beside an `.xml` of their name: the others are not OpenVINO's.
 *
 * @throws AppError `MODEL_REJECTED` when the listing is not to be trusted, or nothing is in it.
 */
export function chooseFiles<File extends ListedFile>(
  listed: readonly File[],
  patterns: readonly string[],
): readonly File[] {
  for (const { path } of listed) {
    if (isHostilePath(path)) throw rejected(`it has a file named ${showPath(path)}`);
  }
  const wanted = listed.filter(
    ({ path, kind }) =>
      kind !== 'directory' &&
      path !== manifestName &&
      // What editors and Git leave behind: `.gitattributes`, `.ipynb_checkpoints/…`.
      !path.split('/').some((part) => part.startsWith('.')) &&
      patterns.some((pattern) => matchesPattern(path, pattern)),
  );
  for (const { path, kind } of wanted) checkOne(path, kind);
  const paths = new Set(wanted.map(({ path }) => path));
  const chosen = wanted.filter(
    ({ path }) => !path.endsWith('.bin') || paths.has(path.replace(/\.bin$/, '.xml')),
  );
  if (chosen.length === 0) throw rejected('it has none of the files that the catalog names');
  if (chosen.length > maxFiles) throw rejected(`it has more than ${maxFiles} files`);
  checkTogether(chosen.map(({ path }) => path));
  return chosen.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Holds the paths of an archive's manifest to the rules that a hub's listing is held to. */
export function checkModelPaths(paths: readonly string[]): void {
  for (const path of paths) {
    if (isHostilePath(path) || path === manifestName)
      throw rejected(`it has a file named ${showPath(path)}`);
    checkOne(path, 'file');
  }
  if (paths.length > maxFiles) throw rejected(`it has more than ${maxFiles} files`);
  checkTogether(paths);
}

function checkOne(path: string, kind: ListedFile['kind']): void {
  if (kind !== 'file') throw rejected(`${showPath(path)} is not a plain file`);
  if (!isModelPath(path)) throw rejected(`it has a file named ${showPath(path)}`);
  if (!endings.some((ending) => path.endsWith(ending))) {
    throw rejected(`${showPath(path)} is of a kind that models do not need`);
  }
}

/** Some disks take `A` and `a` for the same, and none can have `a` and `a/b`. */
function checkTogether(paths: readonly string[]): void {
  const seen = new Set<string>();
  const folders = new Set<string>();
  for (const path of paths.map((one) => one.toLowerCase())) {
    if (seen.has(path)) throw rejected(`it has ${showPath(path)} twice`);
    seen.add(path);
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
      folders.add(path.slice(0, at));
    }
  }
  for (const folder of folders) {
    if (seen.has(folder)) throw rejected(`${showPath(folder)} is both a file and a folder`);
  }
}

function rejected(why: string): AppError {
  return new AppError('MODEL_REJECTED', `The model is not accepted: ${why}.`);
}
