/** Adds up how far the files of a download are, and says so a few times a second. */
export interface ProgressMeter {
  set(path: string, bytes: number): void;
  /** Says what has not been said yet, and nothing more afterwards. */
  end(): void;
}

const everyMs = 200;

export function createProgressMeter(onProgress: (bytes: number) => void): ProgressMeter {
  const files = new Map<string, number>();
  let sum = 0;
  let said = -1;
  let timer: NodeJS.Timeout | undefined;
  const say = () => {
    if (said === sum) return;
    said = sum;
    onProgress(sum);
  };
  return {
    set: (path, bytes) => {
      sum += bytes - (files.get(path) ?? 0);
      files.set(path, bytes);
      if (timer) return;
      say();
      timer = setTimeout(() => {
        timer = undefined;
        say();
      }, everyMs);
    },
    end: () => {
      clearTimeout(timer);
      say();
    },
  };
}
