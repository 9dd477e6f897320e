import type { ImageJobStatus, ImageJobView } from '@atelier/contracts';

const ranks: Readonly<Record<ImageJobStatus, number>> = {
  queued: 0,
  loading: 1,
  running: 2,
  decoding: 3,
  saving: 4,
  succeeded: 5,
  failed: 5,
  cancelled: 5,
};

/**
 * Which of two readings of a job is shown. A list may be a little older than what a stream told, so a
 * job that has a stream does not go back by it; one without a stream is as the list says.
 */
export function laterJob(
  before: ImageJobView | undefined,
  listed: ImageJobView,
  { isLive }: { readonly isLive: boolean },
): ImageJobView {
  if (!before || !isLive) return listed;
  const ahead = ranks[before.status] - ranks[listed.status] || before.step - listed.step;
  return ahead > 0 ? before : listed;
}
