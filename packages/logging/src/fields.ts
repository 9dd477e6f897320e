/**
 * The fields a log line may carry. The list is what keeps prompts, keys and tokens out of the logs:
 * a field that is not named here is dropped, whatever a caller passes.
 */
export interface LogFields {
  readonly requestId?: string | undefined;
  /** Of the trace that a line belongs to, 32 hex digits. */
  readonly traceId?: string | undefined;
  readonly jobId?: string | undefined;
  readonly conversationId?: string | undefined;
  readonly imageId?: string | undefined;
  readonly workerId?: string | undefined;
  readonly fence?: number | undefined;
  readonly attempt?: number | undefined;
  readonly generation?: number | undefined;
  readonly state?: string | undefined;
  readonly method?: string | undefined;
  readonly route?: string | undefined;
  readonly status?: number | undefined;
  readonly durationMs?: number | undefined;
  readonly count?: number | undefined;
  readonly bytes?: number | undefined;
  readonly tokens?: number | undefined;
  readonly step?: number | undefined;
  readonly steps?: number | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly port?: number | undefined;
  readonly host?: string | undefined;
  readonly pid?: number | undefined;
  readonly signal?: string | undefined;
  readonly exitCode?: number | undefined;
  readonly delayMs?: number | undefined;
  readonly engine?: string | undefined;
  readonly model?: string | undefined;
  readonly dependency?: string | undefined;
  readonly code?: string | undefined;
  /** Of a refusal. Never the text that was refused. */
  readonly category?: string | undefined;
  /** A sentence of our own. Never text from a user or a model. */
  readonly message?: string | undefined;
  readonly stack?: string | undefined;
  readonly version?: string | undefined;
}

const allowed: Record<keyof LogFields, true> = {
  requestId: true,
  traceId: true,
  jobId: true,
  conversationId: true,
  imageId: true,
  workerId: true,
  fence: true,
  attempt: true,
  generation: true,
  state: true,
  method: true,
  route: true,
  status: true,
  durationMs: true,
  count: true,
  bytes: true,
  tokens: true,
  step: true,
  steps: true,
  width: true,
  height: true,
  port: true,
  host: true,
  pid: true,
  signal: true,
  exitCode: true,
  delayMs: true,
  engine: true,
  model: true,
  dependency: true,
  code: true,
  category: true,
  message: true,
  stack: true,
  version: true,
};

const maxFieldLength = 4_000;

/** Drops what is not on the list and cuts what is too long. */
export function allowedFields(fields: LogFields): Record<string, string | number> {
  const kept: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(fields) as [string, unknown][]) {
    if (!Object.hasOwn(allowed, name)) continue;
    if (typeof value === 'number') kept[name] = value;
    if (typeof value === 'string') kept[name] = value.slice(0, maxFieldLength);
  }
  return kept;
}
