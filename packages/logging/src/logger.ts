import winston from 'winston';
import { allowedFields, type LogFields } from './fields.js';

/** From the most to the least urgent. `fatal` is the last line of a process that can't go on. */
export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug';

const levels: Record<LogLevel, number> = { fatal: 0, error: 1, warn: 2, info: 3, debug: 4 };

/** The level that a setting names; `info` for one that names none. */
export function parseLogLevel(setting: string | undefined): LogLevel {
  return setting !== undefined && Object.hasOwn(levels, setting) ? (setting as LogLevel) : 'info';
}

/** Writes event names with fields, for instance `log.info('job.accepted', { jobId })`. */
export type Logger = Readonly<Record<LogLevel, (event: string, fields?: LogFields) => void>> & {
  /** A logger whose every line carries these fields too. */
  child(fields: LogFields): Logger;
  /** Resolves once everything written has left the process, or after a second. */
  flush(): Promise<void>;
};

export interface LoggerOptions {
  readonly service: string;
  readonly level?: LogLevel;
  /** Where lines go; standard output when left out. */
  readonly stream?: NodeJS.WritableStream;
}

/** A logger that writes JSON lines `{ts, level, service, event, …fields}`. */
export function createLogger(options: LoggerOptions): Logger {
  const stream = options.stream ?? process.stdout;
  const sink = winston.createLogger({
    levels,
    level: options.level ?? 'info',
    transports: [new winston.transports.Stream({ stream, eol: '\n' })],
    format: winston.format.printf((info) => JSON.stringify(info['line'])),
  });
  return withFields(sink, options.service, {}, stream);
}

function withFields(
  sink: winston.Logger,
  service: string,
  bound: LogFields,
  stream: NodeJS.WritableStream,
): Logger {
  const write = (level: LogLevel) => (event: string, fields?: LogFields) => {
    if (!sink.isLevelEnabled(level)) return;
    const line = {
      ts: new Date().toISOString(),
      level,
      service,
      event,
      ...allowedFields({ ...bound, ...fields }),
    };
    sink.log({ level, message: '', line });
  };
  return {
    fatal: write('fatal'),
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: write('debug'),
    child: (fields) => withFields(sink, service, { ...bound, ...fields }, stream),
    flush: () => flushed(stream),
  };
}

function flushed(stream: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 1_000);
    stream.write('', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
