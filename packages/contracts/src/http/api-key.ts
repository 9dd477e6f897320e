import { z } from 'zod';
import type { Endpoint } from './endpoint.js';

/** What a key may be used for. */
export const ApiKeyScope = z.enum(['chat', 'pictures', 'models']);
export type ApiKeyScope = z.infer<typeof ApiKeyScope>;

/** An API key: `atl_` and 32 random bytes in base64url. */
export const apiKeyPattern = /^atl_[A-Za-z0-9_-]{43}$/;

const scopes: Record<Endpoint['tag'], ApiKeyScope | undefined> = {
  chat: 'chat',
  conversations: 'chat',
  openai: 'chat',
  pictures: 'pictures',
  models: 'models',
  health: undefined,
  about: undefined,
};

/** The scope that a key needs for an endpoint; undefined for one that is open to everybody. */
export function scopeOf({ tag, scope }: Pick<Endpoint, 'tag' | 'scope'>): ApiKeyScope | undefined {
  return scope ?? scopes[tag];
}
