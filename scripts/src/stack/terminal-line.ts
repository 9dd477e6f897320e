import type { LogEntry } from './log-entry.js';

const palette = [36, 35, 34, 32, 96, 95, 94, 92] as const;
const nameWidth = 18;
const maxLength = 1_000;
/** Known from the rest of the line, or too long for a terminal. */
const leftOut = new Set(['ts', 'level', 'service', 'event', 'stack', 'message']);

/** One line for a person: time, process, event, then the fields as `name=value`. */
export function toTerminalLine(
  entry: LogEntry,
  source: string,
  options: { readonly colours: boolean; readonly index: number },
): string {
  const paint = (code: number, text: string) =>
    options.colours ? `\x1b[${code}m${text}\x1b[0m` : text;
  const name = paint(palette[options.index % palette.length] ?? 36, source.padEnd(nameWidth));
  const fields = Object.entries(entry)
    .filter(([field]) => !leftOut.has(field))
    .map(([field, value]) => paint(2, `${field}=${showValue(value)}`));
  const message = typeof entry['message'] === 'string' ? [plain(entry['message'])] : [];
  const event = entry.event === 'output' ? [] : [plain(entry.event)];
  const text = [...event, ...message, ...fields].join(' ').slice(0, maxLength);
  return `${paint(2, clock(entry.ts))} ${name} ${mark(entry.level, paint)}${text}`;
}

function mark(level: string, paint: (code: number, text: string) => string): string {
  if (level === 'warn') return paint(33, 'WARN ');
  if (level === 'error' || level === 'fatal') return paint(31, `${level.toUpperCase()} `);
  return '';
}

function clock(ts: string): string {
  const date = new Date(ts);
  if (Number.isNaN(date.getTime())) return '--:--:--';
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

function showValue(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) as string | undefined);
  if (text === undefined) return '';
  return /[\s"]/.test(text) && typeof value === 'string' ? JSON.stringify(text) : plain(text);
}

/** Control characters could move the cursor or recolour the terminal. */
function plain(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}
