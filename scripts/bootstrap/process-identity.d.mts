/** When a process was started, for comparing only; undefined when there is no such process. */
export function startTimeOf(pid: number): string | undefined;
