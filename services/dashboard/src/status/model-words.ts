import type { ModelView } from '@atelier/contracts';
import { byteWords } from '../design/byte-words.js';
import { durationWords } from '../jobs/time-words.js';
import type { Pace } from './download-speed.js';

/** How far a download is, in a line. */
export function downloadWords(
  { bytes, total_bytes: total }: NonNullable<ModelView['progress']>,
  pace: Pace | undefined,
): string {
  const parts = [`${byteWords(bytes)} of ${byteWords(total)}`];
  if (pace) {
    parts.push(pace.bytesPerSecond > 0 ? `${byteWords(pace.bytesPerSecond)}/s` : 'nothing comes');
    if (pace.secondsLeft !== undefined) parts.push(`about ${durationWords(pace.secondsLeft)} left`);
  }
  return parts.join(' · ');
}

/** What a model is and costs, in a line. */
export function modelFacts(model: ModelView): string {
  const { parameters, memory_bytes: memory, bytes, download_bytes: download, status } = model;
  const parts = [`${countWords(parameters)} weights`, `needs ${byteWords(memory)} of memory`];
  if (bytes !== undefined && status === 'ready') parts.push(`${byteWords(bytes)} on disk`);
  else if (download !== undefined) parts.push(`${byteWords(download)} to download`);
  return parts.join(' · ');
}

function countWords(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toFixed(1)} billion`;
  if (count >= 1e6) return `${Math.round(count / 1e6)} million`;
  return count.toLocaleString('en');
}
