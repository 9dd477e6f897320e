import { skipToken, useQuery, type QueryClient } from '@tanstack/react-query';

const keyOf = (jobId: string) => ['studio-job-file', jobId];

/** Remembers the uploaded picture that a job starts from: the server does not tell it again. */
export function keepJobFile(queries: QueryClient, jobId: string, file: File): void {
  queries.setQueryData(keyOf(jobId), file);
}

/** The uploaded picture of a job of this page; undefined after a reload. */
export function useJobFile(jobId: string): File | undefined {
  return useQuery<File>({ queryKey: keyOf(jobId), queryFn: skipToken, gcTime: Infinity }).data;
}
