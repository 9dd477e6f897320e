import { createHash } from 'node:crypto';
import { clientKeyPattern, headers } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { errorFields, type Logger } from '@atelier/logging';
import { canonicalJson } from './canonical-json.js';
import type { IdempotencyClaim } from './handlers.js';
import type { ClaimOutcome, IdempotencyPort } from './idempotency-port.js';

/** A dead gateway's claim lapses after this, in milliseconds. */
const leaseMs = 15_000;
const renewEveryMs = 5_000;

/** What was answered when the key was used before. */
export type Replay = Extract<ClaimOutcome, { outcome: 'replay' }>;

/**
 * The claim that a request's Idempotency-Key asks for, if it has one.
 *
 * @throws AppError `INVALID_INPUT` when the key is no key.
 */
export function toClaim(
  key: string | string[] | undefined,
  request: { ownerId: string; method: string; path: string; body: unknown },
): IdempotencyClaim | undefined {
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !clientKeyPattern.test(key)) {
    const problem = 'must be 1 to 128 visible ASCII characters, and sent once';
    throw new AppError('INVALID_INPUT', `The header Idempotency-Key ${problem}.`, {
      fields: [{ field: headers.idempotencyKey, problem }],
    });
  }
  const { ownerId, method, path, body } = request;
  const text = `${method}\n${path}\n${canonicalJson(shorten(body))}`;
  return { ownerId, key, fingerprint: sha256Of(text) };
}

/** Strings that are longer than this are pictures. */
const longText = 65_536;

/** A body with its pictures' hashes in their place: writing megabytes as JSON takes its time. */
function shorten(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const fields = Object.entries(body).map(([name, value]: [string, unknown]) => {
    const isLong = typeof value === 'string' && value.length > longText;
    return [name, isLong ? { sha256: sha256Of(value) } : value];
  });
  return Object.fromEntries(fields) as unknown;
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Runs work under a claim that is held while it runs, or gives back what was answered before. The
 * work itself completes the claim; when it fails, the key is free again.
 *
 * @throws AppError `IDEMPOTENCY_IN_FLIGHT`, `IDEMPOTENCY_MISMATCH`, and what the work throws.
 */
export async function underClaim<Result>(
  port: IdempotencyPort,
  claim: IdempotencyClaim,
  log: Logger,
  work: () => Promise<Result>,
): Promise<Result | Replay> {
  const claimed = await port.claim({ ...claim, leaseMs });
  if (claimed.outcome === 'replay') return claimed;
  if (claimed.outcome === 'in-flight') {
    const says =
      'A request with this Idempotency-Key is still being answered. Send it again shortly.';
    throw new AppError('IDEMPOTENCY_IN_FLIGHT', says);
  }
  if (claimed.outcome === 'mismatch') {
    const says =
      'This Idempotency-Key was used with another body. Use a new key for a new request.';
    throw new AppError('IDEMPOTENCY_MISMATCH', says);
  }
  const timer = setInterval(() => {
    port.renew({ ...claim, leaseMs }).catch((error: unknown) => {
      log.warn('idempotency.not-renewed', errorFields(error));
    });
  }, renewEveryMs);
  try {
    return await work();
  } catch (error) {
    await port.release(claim).catch((failure: unknown) => {
      log.warn('idempotency.not-released', errorFields(failure));
    });
    throw error;
  } finally {
    clearInterval(timer);
  }
}
