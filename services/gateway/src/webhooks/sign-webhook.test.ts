import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { isWebhookSecret, signWebhook } from './sign-webhook.js';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

describe('signWebhook', () => {
  const timestamp = Math.floor(Date.now() / 1_000);
  const body = JSON.stringify({ type: 'image_job.succeeded', data: { prompt: 'ein Fuchs – 狐' } });

  it('is what the reference library expects', () => {
    const headers = signWebhook(secret, { id: 'w1', timestamp, body });
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
  });

  it('holds for this body, id and time only', () => {
    const headers = signWebhook(secret, { id: 'w1', timestamp, body });
    const verify = (text: string, changed: object) =>
      new Webhook(secret).verify(text, { ...headers, ...changed });
    expect(() => verify(body.replace('Fuchs', 'Wolf'), {})).toThrow();
    expect(() => verify(body, { 'webhook-id': 'w2' })).toThrow();
    expect(() => verify(body, { 'webhook-timestamp': String(timestamp + 1) })).toThrow();
  });
});

describe('isWebhookSecret', () => {
  const of = (bytes: number) => `whsec_${randomBytes(bytes).toString('base64')}`;

  it.each([24, 32, 64])('takes %i bytes', (bytes) => {
    expect(isWebhookSecret(of(bytes))).toBe(true);
  });

  it.each(['', 'whsec_', 'secret', of(23), of(65), `${of(32)} `, of(32).slice(6), 'whsec_***'])(
    'refuses %s',
    (text) => {
      expect(isWebhookSecret(text)).toBe(false);
    },
  );
});
