export { loadConfig } from './load-config.js';
export { flag, logLevel, port, wholeNumber } from './fields.js';
