import { createHmac } from 'node:crypto';

/** What a secret begins with (Standard Webhooks 1.0). */
const prefix = 'whsec_';
/** Bytes of a secret. */
const secretBytes = { least: 24, most: 64 };

/** True for `whsec_` and 24 to 64 bytes in base64. */
export function isWebhookSecret(text: string): boolean {
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/u.test(text)) return false;
  const { length } = toKey(text);
  return length >= secretBytes.least && length <= secretBytes.most;
}

export interface SignedMessage {
  readonly id: string;
  /** Unix time in seconds. */
  readonly timestamp: number;
  readonly body: string;
}

/** The headers that tell a receiver who sent this and when (Standard Webhooks 1.0, HMAC-SHA256). */
export function signWebhook(secret: string, { id, timestamp, body }: SignedMessage) {
  const signature = createHmac('sha256', toKey(secret))
    .update(`${id}.${timestamp}.${body}`)
    .digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
  };
}

function toKey(secret: string): Buffer {
  return Buffer.from(secret.slice(prefix.length), 'base64');
}
