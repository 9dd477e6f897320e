import type { IdempotencyClaim } from './handlers.js';

/** A claim, and how long it holds without a renewal, in milliseconds. */
export interface LeasedClaim extends IdempotencyClaim {
  readonly leaseMs: number;
}

/** What became of a claim. */
export type ClaimOutcome =
  | { readonly outcome: 'claimed' }
  /** Another request holds the key and has not answered yet. */
  | { readonly outcome: 'in-flight' }
  /** The key was used with another fingerprint. */
  | { readonly outcome: 'mismatch' }
  /** It was answered before: with this. */
  | { readonly outcome: 'replay'; readonly statusCode: number; readonly body: unknown };

/** Keeps Idempotency-Keys and the answers given under them. */
export interface IdempotencyPort {
  claim(claim: LeasedClaim): Promise<ClaimOutcome>;
  /** Holds the claim for another `leaseMs`. */
  renew(claim: LeasedClaim): Promise<unknown>;
  /** Gives up a claim that was not completed; a completed one stays. */
  release(claim: IdempotencyClaim): Promise<unknown>;
}
