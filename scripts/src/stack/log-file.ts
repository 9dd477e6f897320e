import { closeSync, fstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

/** A file that grows to a size and is then put aside; the oldest goes. */
export interface LogFile {
  append(line: string): void;
  close(): void;
}

export interface LogFileOptions {
  readonly maxBytes: number;
  /** How many full files stay beside the current one, as `.1` (the youngest), `.2`, … */
  readonly keep: number;
}

/**
 * Opens a log file. Lines are written before `append` returns, so that what was said before a crash
 * is there. A disk that is full loses lines, nothing else.
 */
export function openLogFile(path: string, options: LogFileOptions): LogFile {
  let file = tryTo(() => openSync(path, 'a', 0o600));
  let size = file === undefined ? 0 : fstatSync(file).size;

  const rotate = () => {
    if (file !== undefined) closeSync(file);
    tryTo(() => {
      rmSync(`${path}.${options.keep}`, { force: true });
    });
    for (let age = options.keep - 1; age >= 0; age -= 1) {
      const from = age === 0 ? path : `${path}.${age}`;
      tryTo(() => {
        renameSync(from, `${path}.${age + 1}`);
      });
    }
    file = tryTo(() => openSync(path, 'w', 0o600));
    size = 0;
  };

  return {
    append: (line) => {
      const bytes = Buffer.from(`${line}\n`);
      if (size > 0 && size + bytes.length > options.maxBytes) rotate();
      const target = file;
      if (target === undefined) return;
      tryTo(() => writeSync(target, bytes));
      size += bytes.length;
    },
    close: () => {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

function tryTo<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
