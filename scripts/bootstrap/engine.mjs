import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from './refusal.mjs';

/**
 * Whether there is something to answer and something to draw with: a model each, or a mock engine.
 *
 * @param {Pick<import('./options.mjs').StartOptions, 'mocks' | 'chatModel' | 'imageModel' | 'environment'>} options
 */
export function checkEngine({ mocks, chatModel, imageModel, environment }) {
  const remoteChat = Boolean(environment['REMOTE_CHAT_URL']);
  if (!remoteChat && (chatModel !== undefined || !mocks))
    checkModel('--chat-model', chatModel, 'openvino_model.xml');
  if (imageModel !== undefined || !mocks)
    checkModel('--image-model', imageModel, 'model_index.json');
}

/**
 * @param {string} flag
 * @param {string | undefined} folder
 * @param {string} file that such a model has
 */
function checkModel(flag, folder, file) {
  if (folder === undefined) {
    throw new Refusal(
      `No model was given: name its folder with ${flag}, or start without models with npm start -- --mocks.`,
    );
  }
  if (existsSync(join(folder, file))) return;
  throw new Refusal(
    `There is no OpenVINO model in ${folder} (${file} is missing): give another folder with ${flag}.`,
  );
}
