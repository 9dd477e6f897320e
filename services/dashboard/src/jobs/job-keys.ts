/** Names of jobs in the cache of what the server said. */
export const imageJobKey = (id: string) => ['image-job', id] as const;
export const imageJobsKey = ['image-jobs'] as const;
