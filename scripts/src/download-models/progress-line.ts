import { sizeText } from '@atelier/model-store';

export interface ProgressState {
  readonly name: string;
  readonly bytes: number;
  readonly totalBytes: number;
  readonly bytesPerSecond: number | undefined;
}

const barWidth = 24;

/** One line about a download, no wider than the terminal. */
export function progressLine(state: ProgressState, columns: number): string {
  const { name, bytes, totalBytes, bytesPerSecond } = state;
  const share = totalBytes === 0 ? 1 : Math.min(1, bytes / totalBytes);
  const filled = Math.floor(share * barWidth);
  const bar = `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}]`;
  const percent = `${String(Math.floor(share * 100)).padStart(3)} %`;
  const size = `${sizeText(bytes)} of ${sizeText(totalBytes)}`;
  const rest = [size, ...speedTexts(bytesPerSecond, totalBytes - bytes)].join('  ');
  const full = `${name}  ${bar} ${percent}  ${rest}`;
  if (full.length < columns) return full;
  return `${percent}  ${rest}  ${name}`.slice(0, Math.max(0, columns - 1));
}

function speedTexts(bytesPerSecond: number | undefined, leftBytes: number): string[] {
  if (bytesPerSecond === undefined || leftBytes === 0) return [];
  const speed = `${sizeText(bytesPerSecond)}/s`;
  return bytesPerSecond < 1 ? [speed] : [speed, `${timeText(leftBytes / bytesPerSecond)} left`];
}

/** Seconds for people: `45 s`, `3 min`, `2 h 10 min`. */
export function timeText(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
