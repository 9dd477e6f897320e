import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { toLogEntry, type LogEntry } from './log-entry.js';
import { openLogFile, type LogFile } from './log-file.js';
import { toTerminalLine } from './terminal-line.js';

/** The part of a terminal (or a pipe) that is written to. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly writableLength: number;
  write(text: string): unknown;
}

export interface LogHubOptions {
  readonly folder: string;
  readonly screen: Screen;
  readonly colours: boolean;
  /** Show warnings and errors only. The files keep everything. */
  readonly quiet: boolean;
}

/** Takes the lines of all processes to the screen and to a file each. */
export interface LogHub {
  write(source: string, line: string): void;
  /** Text for the reader of the screen, as it is. */
  say(text: string): void;
  /** The sentence of the last `fatal` line of a process. */
  lastFatal(source: string): string | undefined;
  close(): void;
}

const maxFileBytes = 10 * 1024 * 1024;
const keptFiles = 3;
/** A screen that does not read gets no more lines; the files do. */
const maxUnread = 1024 * 1024;
const urgent = new Set(['warn', 'error', 'fatal']);

/** Opens the log files' folder. Files are opened when their process says its first word. */
export function createLogHub(options: LogHubOptions): LogHub {
  const { folder, screen, colours, quiet } = options;
  mkdirSync(folder, { recursive: true });
  const files = new Map<string, LogFile>();
  const fatal = new Map<string, string>();

  const fileOf = (source: string) => {
    const open = files.get(source);
    if (open) return open;
    const path = join(folder, `${source}.log`);
    const file = openLogFile(path, { maxBytes: maxFileBytes, keep: keptFiles });
    files.set(source, file);
    return file;
  };
  const show = (text: string) => {
    if (screen.writableLength < maxUnread) screen.write(text);
  };

  return {
    write: (source, line) => {
      if (line.trim() === '') return;
      const entry = toLogEntry(source, line);
      fileOf(source).append(JSON.stringify(entry));
      if (entry.level === 'fatal') fatal.set(source, sentenceOf(entry));
      if (quiet && !urgent.has(entry.level)) return;
      const index = [...files.keys()].indexOf(source);
      show(`${toTerminalLine(entry, source, { colours, index })}\n`);
    },
    say: (text) => {
      show(`${text}\n`);
    },
    lastFatal: (source) => fatal.get(source),
    close: () => {
      for (const file of files.values()) file.close();
      files.clear();
    },
  };
}

function sentenceOf(entry: LogEntry): string {
  return typeof entry['message'] === 'string' ? entry['message'] : entry.event;
}
