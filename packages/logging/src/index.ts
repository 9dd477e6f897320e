export {
  createLogger,
  parseLogLevel,
  type Logger,
  type LoggerOptions,
  type LogLevel,
} from './logger.js';
export { errorFields } from './error-fields.js';
export type { LogFields } from './fields.js';
