import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { Refusal } from './refusal.mjs';

/**
 * @typedef {object} Option
 * @property {string} flag
 * @property {string} [env] the variable that sets it, too
 * @property {string} [value] what stands for the value in the help; an option without one is a switch
 * @property {string} fallback
 * @property {string} says
 */

/** @satisfies {Record<string, Option>} */
const options = {
  port: {
    flag: '--port',
    env: 'PORT',
    value: 'N',
    fallback: '8080',
    says: 'port to listen on; 0 takes a free one',
  },
  host: {
    flag: '--host',
    env: 'HOST',
    value: 'ADDRESS',
    fallback: '127.0.0.1',
    says: 'address to listen on; beyond loopback, AUTH_MODE=api-key is needed',
  },
  dataDir: {
    flag: '--data-dir',
    env: 'DATA_DIR',
    value: 'FOLDER',
    fallback: 'data',
    says: 'everything that is kept: database, pictures, logs, passwords',
  },
  mocks: {
    flag: '--mocks',
    env: 'USE_MOCKS',
    fallback: 'false',
    says: 'answer and draw without a model, where none is given; see docs/mocks.md',
  },
  chatModel: {
    flag: '--chat-model',
    env: 'CHAT_MODEL_DIR',
    value: 'MODEL',
    fallback: '',
    says: 'chat model: its id, or a folder in OpenVINO format',
  },
  imageModel: {
    flag: '--image-model',
    env: 'IMAGE_MODEL_DIR',
    value: 'MODEL',
    fallback: '',
    says: 'image model: its id, or a folder in OpenVINO format',
  },
  offline: {
    flag: '--offline',
    env: 'OFFLINE',
    fallback: 'false',
    says: 'never ask the model hub',
  },
  noDownload: {
    flag: '--no-download',
    fallback: 'false',
    says: 'fetch no models by itself (MODELS_AUTO_DOWNLOAD=false)',
  },
  diffusionWorkers: {
    flag: '--diffusion-workers',
    env: 'DIFFUSION_WORKERS',
    value: 'N',
    fallback: '1',
    says: 'processes that draw',
  },
  quiet: {
    flag: '--quiet',
    fallback: 'false',
    says: 'show warnings and errors only; the log files keep everything',
  },
  verbose: { flag: '--verbose', fallback: 'false', says: 'log more (LOG_LEVEL=debug)' },
  help: { flag: '--help', fallback: 'false', says: 'show this' },
};

/** @typedef {keyof typeof options} OptionName */
/** @typedef {Readonly<Record<string, string | undefined>>} Environment */

/**
 * @typedef {object} StartOptions
 * @property {number} port
 * @property {string} host
 * @property {string} dataDir absolute
 * @property {boolean} mocks
 * @property {string | undefined} chatModel folder, absolute
 * @property {string | undefined} imageModel folder, absolute
 * @property {number} diffusionWorkers
 * @property {boolean} quiet
 * @property {boolean} help
 * @property {Environment} environment that of the process, over what `.env` says
 */

/**
 * Flags count more than the environment, that more than `.env`, that more than the defaults.
 *
 * @param {{ root: string, argv: readonly string[], environment: Environment }} input
 * @returns {StartOptions}
 */
export function readOptions({ root, argv, environment }) {
  const flags = readFlags(argv);
  const file = readEnvFile(join(root, '.env'));
  const merged = { ...file, ...withoutEmpty(environment) };
  /** @param {OptionName} name */
  const text = (name) => {
    /** @type {Option} */
    const option = options[name];
    return flags[name] ?? (option.env && merged[option.env]) ?? option.fallback;
  };
  /** @param {OptionName} name */
  const isOn = (name) => toSwitch(options[name], text(name));

  const dataDir = text('dataDir');
  const verbose = isOn('verbose');
  const chat = toModel(text('chatModel'), merged['CHAT_MODEL'], flags.chatModel);
  const image = toModel(text('imageModel'), merged['IMAGE_MODEL'], flags.imageModel);
  return {
    port: toNumber(options.port, text('port'), { least: 0, most: 65_535 }),
    host: text('host'),
    dataDir: dataDir === options.dataDir.fallback ? join(root, dataDir) : resolve(dataDir),
    mocks: isOn('mocks'),
    chatModel: chat.folder,
    imageModel: image.folder,
    diffusionWorkers: toNumber(options.diffusionWorkers, text('diffusionWorkers'), {
      least: 1,
      most: 64,
    }),
    quiet: isOn('quiet'),
    help: isOn('help'),
    environment: {
      ...merged,
      ...(verbose && { LOG_LEVEL: 'debug' }),
      ...(isOn('noDownload') && { MODELS_AUTO_DOWNLOAD: 'false' }),
      OFFLINE: String(isOn('offline')),
      CHAT_MODEL: chat.id,
      CHAT_MODEL_DIR: chat.folder,
      IMAGE_MODEL: image.id,
      IMAGE_MODEL_DIR: image.folder,
    },
  };
}

/**
 * A flag may name a model by its id or by its folder; of the variables, each says one of them.
 *
 * @param {string} named by the flag, else the folder of the variable
 * @param {string | undefined} id of the variable
 * @param {string | undefined} flag
 * @returns {{ id?: string | undefined, folder?: string | undefined }}
 */
function toModel(named, id, flag) {
  if (named === '') return { id };
  const isFolder = statSync(named, { throwIfNoEntry: false })?.isDirectory() === true;
  if (flag === undefined || isFolder || /[\\/]/.test(named)) return { folder: resolve(named) };
  return { id: named };
}

/** What `--help` prints. */
export function helpText() {
  const rows = Object.values(options).map((/** @type {Option} */ option) => {
    const left = [option.flag, option.value].filter(Boolean).join(' ');
    const source = option.env ? ` [${option.env}]` : '';
    const fallback = option.value && option.fallback ? ` (default ${option.fallback})` : '';
    return `  ${left.padEnd(24)}${option.says}${fallback}${source}`;
  });
  return [
    'Starts Atelier on this machine.',
    '',
    '  npm start -- [options]',
    '',
    ...rows,
    '',
    'Names in brackets are environment variables for the same, also read from a file .env beside',
    'package.json. DATABASE_URL, REDIS_URL and S3_ENDPOINT make Atelier use a Postgres, a Redis and',
    'an S3 store of yours instead of its own. Other variables reach the services as they are.',
  ].join('\n');
}

/**
 * @param {readonly string[]} argv
 * @returns {Partial<Record<OptionName, string>>}
 */
function readFlags(argv) {
  /** @type {Partial<Record<OptionName, string>>} */
  const flags = {};
  const rest = [...argv];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [flag = '', ...inline] = (word === '-h' ? '--help' : word).split('=');
    const found = Object.entries(options).find(([, option]) => option.flag === flag);
    if (!found) throw wrongUsage(`there is no option "${word}"`);
    const [name, option] = /** @type {[OptionName, Option]} */ (found);
    const given = inline.length > 0 ? inline.join('=') : undefined;
    const value = given ?? (option.value ? rest.shift() : 'true');
    if (value === undefined || value === '') throw wrongUsage(`${flag} needs a value`);
    flags[name] = value;
  }
  return flags;
}

/**
 * @param {Option} option
 * @param {string} text
 * @param {{ least: number, most: number }} range
 */
function toNumber(option, text, { least, most }) {
  const number = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  if (number >= least && number <= most) return number;
  const name = [option.flag, option.env].filter(Boolean).join(' or ');
  throw wrongUsage(`${name} takes a whole number from ${least} to ${most}, not "${text}"`);
}

/**
 * @param {Option} option
 * @param {string} text
 */
function toSwitch(option, text) {
  const word = text.toLowerCase();
  if (['true', '1', 'yes', 'on'].includes(word)) return true;
  if (['false', '0', 'no', 'off'].includes(word)) return false;
  throw wrongUsage(`${option.env ?? option.flag} takes true or false, not "${text}"`);
}

/** @param {string} what */
function wrongUsage(what) {
  const sentence = `${what[0]?.toUpperCase()}${what.slice(1)}`;
  return new Refusal(`${sentence}; see npm start -- --help.`, { exitCode: 2 });
}

/**
 * @param {string} path
 * @returns {Environment}
 */
function readEnvFile(path) {
  try {
    return withoutEmpty(parseEnv(readFileSync(path, 'utf8')));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return {};
    throw new Refusal(`The file ${path} can not be read: check its rights.`, { cause: error });
  }
}

/**
 * @param {Environment} variables
 * @returns {Environment}
 */
function withoutEmpty(variables) {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
}
