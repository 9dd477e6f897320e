/** One line of a log, as it stands in the files. */
export interface LogEntry {
  readonly ts: string;
  readonly level: string;
  readonly service: string;
  readonly event: string;
  readonly [field: string]: unknown;
}

/** Postgres's words for its lines, and ours. */
const postgresLevels: Readonly<Record<string, string>> = {
  PANIC: 'error',
  FATAL: 'error',
  ERROR: 'error',
  WARNING: 'warn',
};

/** A line of a process as an entry: our own JSON as it is, other text wrapped. */
export function toLogEntry(source: string, line: string): LogEntry {
  return parseEntry(line) ?? { ts: new Date().toISOString(), service: source, ...wrap(line) };
}

function parseEntry(line: string): LogEntry | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const parsed: unknown = JSON.parse(line);
    return isEntry(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is LogEntry {
  if (typeof value !== 'object' || value === null) return false;
  const names = ['ts', 'level', 'service', 'event'];
  return names.every((name) => typeof (value as Record<string, unknown>)[name] === 'string');
}

function wrap(line: string): { level: string; event: string; message: string } {
  const postgres = /^([A-Z]{3,9}\d?): +(.*)$/.exec(line);
  if (postgres) {
    const [, word = '', message = ''] = postgres;
    return { level: postgresLevels[word] ?? 'info', event: 'output', message };
  }
  const redis = /^\d+:[A-Z] .*? ([.*#-]) (.*)$/.exec(line);
  if (redis) {
    const [, mark, message = ''] = redis;
    return { level: mark === '#' ? 'warn' : 'info', event: 'output', message };
  }
  return { level: 'info', event: 'output', message: line };
}
