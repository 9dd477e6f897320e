/** A span somewhere, as `traceparent` names it (W3C Trace Context, level 1). */
export interface SpanReference {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  readonly isSampled: boolean;
}

const pattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const sampled = 1;

/** Reads the header; undefined for one that is missing or does not fit, which is as good as none. */
export function parseTraceparent(header: string | undefined): SpanReference | undefined {
  const [, traceId = '', spanId = '', flags = ''] = pattern.exec(header ?? '') ?? [];
  // All zeros mean nothing.
  if (!/[1-9a-f]/.test(traceId) || !/[1-9a-f]/.test(spanId)) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & sampled) === sampled };
}

export function toTraceparent({ traceId, spanId, isSampled }: SpanReference): string {
  return `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;
}
