/** A length of time as people say it, from seconds. */
export function durationWords(seconds: number): string {
  if (seconds < 1) return 'less than a second';
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.round(seconds / 3_600);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

/** How long ago something was; `now` is in milliseconds. */
export function agoWords(time: string, now: number): string {
  const seconds = Math.max((now - Date.parse(time)) / 1_000, 0);
  if (seconds < 10) return 'just now';
  if (seconds < 7 * 86_400) return `${durationWords(seconds)} ago`;
  return new Date(time).toLocaleDateString('en', { dateStyle: 'medium' });
}
