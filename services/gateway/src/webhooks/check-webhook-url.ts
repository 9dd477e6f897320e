import { refusal, resolveChecked, type AddressRules } from './resolve-checked.js';

export interface CheckWebhookUrlOptions extends AddressRules {
  /** False where the server has no secret to sign with. */
  readonly canSign: boolean;
}

/**
 * Checks an address before anything is promised to it. What it leads to may change until then, and
 * is checked again whenever a connection is made.
 *
 * @throws AppError `INVALID_INPUT`
 */
export type CheckWebhookUrl = (url: string) => Promise<void>;

export function createCheckWebhookUrl(options: CheckWebhookUrlOptions): CheckWebhookUrl {
  return async (url) => {
    if (!options.canSign) {
      throw refusal('can not be used here: the server has no WEBHOOK_SECRET to sign with');
    }
    await resolveChecked(hostOf(parseWebhookUrl(url)), options);
  };
}

/** @throws AppError `INVALID_INPUT` */
export function parseWebhookUrl(text: string): URL {
  if (!URL.canParse(text)) throw refusal('is no URL');
  const url = new URL(text);
  if (!['http:', 'https:'].includes(url.protocol)) throw refusal('must begin with https://');
  if (url.username !== '' || url.password !== '') throw refusal('must not contain a password');
  return url;
}

/** The host as a name or an IP address. URLs write IPv4 in one way only, and IPv6 in brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/gu, '');
}
