import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { Refusal } from './refusal.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const onMacs = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * The browser that tests drive: `CHROMIUM` if set, else one of the usual names on the path.
 *
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {Promise<string>} where it lies
 */
export async function findChromium(environment) {
  const named = environment['CHROMIUM'];
  const folders = (environment['PATH'] ?? '').split(':').filter(isAbsolute);
  const usual = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  for (const path of named ? [named] : [...usual, ...onMacs]) {
    if (await canRun(path)) return path;
  }
  if (named) {
    throw new Refusal(`CHROMIUM names ${named}, which can not be run: name another browser.`);
  }
  throw new Refusal(
    'The tests drive the page in Chromium, and none was found: install it (Debian: apt-get install chromium), or name one with CHROMIUM=/path/to/chromium.',
  );
}

/** @param {string} path */
async function canRun(path) {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
