import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Refusal } from './refusal.mjs';

const tasks = /** @type {const} */ (['chat', 'image']);
/** @typedef {typeof tasks[number]} Task */
/** @typedef {Pick<import('./options.mjs').StartOptions, 'mocks' | 'chatModel' | 'imageModel' | 'environment'>} Options */

/** A file that every model of the kind has. */
const needed = { chat: 'openvino_model.xml', image: 'model_index.json' };

/**
 * Whether a model of Atelier's own engine answers or draws: not where a remote server does, nor where
 * a mock stands in for a model that was not named.
 *
 * @param {Options} options
 * @param {Task} task
 */
function runsModel({ mocks, chatModel, imageModel, environment }, task) {
  if (task === 'chat' && environment['REMOTE_CHAT_URL']) return false;
  const folder = task === 'chat' ? chatModel : imageModel;
  const id = environment[task === 'chat' ? 'CHAT_MODEL' : 'IMAGE_MODEL'];
  return !mocks || folder !== undefined || id !== undefined;
}

/**
 * Whether OpenVINO has to be there.
 *
 * @param {Options} options
 */
export function needsRuntime(options) {
  return tasks.some((task) => runsModel(options, task));
}

/**
 * Whether there is something to answer and something to draw with.
 *
 * @param {Options & { readonly root: string }} options
 */
export function checkEngine({ root, ...options }) {
  for (const task of tasks) {
    if (!runsModel(options, task)) continue;
    const folder = task === 'chat' ? options.chatModel : options.imageModel;
    if (folder !== undefined) checkFolder(task, folder);
    else checkStarter(task, options.environment['MODELS_HOME'] ?? join(root, 'models'));
  }
}

/**
 * @param {Task} task
 * @param {string} folder
 */
function checkFolder(task, folder) {
  if (existsSync(join(folder, needed[task]))) return;
  throw new Refusal(
    `There is no OpenVINO model in ${folder} (${needed[task]} is missing): give another folder with --${task}-model.`,
  );
}

/**
 * The model that ships stands in for any other, so that Atelier does not start without it.
 *
 * @param {Task} task
 * @param {string} home
 */
function checkStarter(task, home) {
  if (existsSync(join(starterFolder(task, home), needed[task]))) return;
  throw new Refusal(
    `The ${task} model that ships with Atelier is not in ${home}: get Atelier whole again, name the folder of another with --${task}-model, or start without models with npm start -- --mocks.`,
  );
}

/**
 * @param {Task} task
 * @param {string} home
 */
function starterFolder(task, home) {
  try {
    const catalog = JSON.parse(readFileSync(join(home, 'catalog.json'), 'utf8'));
    const id = catalog.starter[task];
    const entry = catalog.models.find((/** @type {{ id: string }} */ model) => model.id === id);
    return resolve(home, entry.folder);
  } catch {
    // The services say what is wrong with a catalog; here it only counts that nothing is found.
    return join(home, 'starter', task);
  }
}
