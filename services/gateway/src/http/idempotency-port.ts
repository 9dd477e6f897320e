import type { IdempotencyClaim } from './handlers.js';

/** What is asked of the keeper of Idempotency-Keys. */
export interface ClaimRequest {
  readonly ownerId: string;
  readonly key: string;
  /** sha256 (hex) of method, path and body; the same key must come with the same one. */
  readonly fingerprint: string;
  /** How long the claim holds without a renewal, in milliseconds. */
  readonly leaseMs: number;
}

/** What became of a claim. */
export type ClaimOutcome =
  | { readonly outcome: 'claimed'; readonly token: string }
  /** Another request holds the key and has not answered yet. */
  | { readonly outcome: 'in-flight' }
  /** The key was used with another fingerprint. */
  | { readonly outcome: 'mismatch' }
  /** It was answered before: with this. */
  | { readonly outcome: 'replay'; readonly statusCode: number; readonly body: unknown };

/** Keeps Idempotency-Keys and the answers given under them. */
export interface IdempotencyPort {
  claim(request: ClaimRequest): Promise<ClaimOutcome>;
  /** Holds the claim for another `leaseMs`. */
  renew(claim: IdempotencyClaim, leaseMs: number): Promise<void>;
  /** Gives up a claim that was not completed; a completed one stays. */
  release(claim: IdempotencyClaim): Promise<void>;
}
