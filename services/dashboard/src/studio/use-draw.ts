import type { ImageJobView } from '@atelier/contracts';
import { toAppError } from '@atelier/errors';
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { useRef } from 'react';
import { useClient } from '../app/client-context.js';
import { newKey } from '../chat/turns/new-key.js';
import { imageJobKey, imageJobsKey } from '../jobs/job-keys.js';
import { keepJobFile } from './job-files.js';
import { toDataUrl } from './read-picture.js';
import type { StudioForm } from './studio-form.js';
import { toImageJob, type JobSource } from './to-image-job.js';

/** A picture of up to 10 MiB has to arrive. */
const timeoutMs = 60_000;

interface Wish {
  readonly form: StudioForm;
  readonly file: File | undefined;
  readonly storedId: string | undefined;
  /** A PNG, white where it is drawn anew. */
  readonly mask: Blob | undefined;
}

/** Asks for what the fields say. The same asked again after a lost answer draws nothing twice. */
export function useDraw(
  onJob: (job: ImageJobView) => void,
): UseMutationResult<ImageJobView, Error, Wish> {
  const client = useClient();
  const queries = useQueryClient();
  const last = useRef<{ readonly text: string; readonly key: string }>(undefined);
  return useMutation({
    mutationFn: async ({ form, ...start }) => {
      const input = toImageJob(form, await toSource(start));
      const text = JSON.stringify(input);
      const key = last.current?.text === text ? last.current.key : newKey();
      last.current = { text, key };
      return client.createImageJob(input, { idempotencyKey: key, timeoutMs });
    },
    onSuccess: (job, { form, file }) => {
      last.current = undefined;
      if (file && form.kind !== 'generate') keepJobFile(queries, job.id, file);
      queries.setQueryData(imageJobKey(job.id), job);
      void queries.invalidateQueries({ queryKey: imageJobsKey });
      onJob(job);
    },
    onError: (error) => {
      if (!toAppError(error).retryable) last.current = undefined;
    },
  });
}

async function toSource(start: Omit<Wish, 'form'>): Promise<JobSource | undefined> {
  const { file, storedId } = start;
  const mask = start.mask && (await toDataUrl(start.mask));
  if (file) return { image: await toDataUrl(file), mask };
  return storedId === undefined ? undefined : { image_id: storedId, mask };
}
