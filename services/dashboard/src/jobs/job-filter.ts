import { ImageKind } from '@atelier/contracts';
import type { ImageJobFilter } from './use-image-jobs.js';

/** Which jobs are shown. */
export const jobShows = ['all', 'active', 'finished', 'failed'] as const;
export type JobShow = (typeof jobShows)[number];

export interface JobFilter {
  readonly show: JobShow;
  readonly kind?: ImageKind | undefined;
}

/** Reads a filter from an address; what makes no sense is left out. */
export function readJobFilter(search: URLSearchParams): JobFilter {
  const show = jobShows.find((one) => one === search.get('show')) ?? 'all';
  return { show, kind: ImageKind.safeParse(search.get('kind')).data };
}

/** The part of an address that keeps a filter, from `?`; empty where nothing is filtered. */
export function jobFilterSearch({ show, kind }: JobFilter): string {
  const search = new URLSearchParams();
  if (show !== 'all') search.set('show', show);
  if (kind) search.set('kind', kind);
  return search.size === 0 ? '' : `?${search.toString()}`;
}

/** The filter as the server takes it. */
export function toImageJobFilter({ show, kind }: JobFilter): ImageJobFilter {
  if (show === 'failed') return { kind, status: 'failed' };
  return { kind, active: show === 'all' ? undefined : show === 'active' };
}
