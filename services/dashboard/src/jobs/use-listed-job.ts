import { isFinalImageStatus, type ImageJobView } from '@atelier/contracts';
import { skipToken, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { imageJobKey } from './job-keys.js';
import { useLiveJobs } from './live-jobs-context.js';

/** A job of a list, which is read again with its list; the first few under way have a stream. */
export function useListedJob(listed: ImageJobView): ImageJobView {
  const live = useLiveJobs();
  const { data = listed } = useQuery<ImageJobView>({
    queryKey: imageJobKey(listed.id),
    queryFn: skipToken,
  });
  const isDrawn = data.status !== 'queued' && !isFinalImageStatus(data.status);
  useEffect(() => (isDrawn ? live.watch(listed.id) : undefined), [live, isDrawn, listed.id]);
  return data;
}
