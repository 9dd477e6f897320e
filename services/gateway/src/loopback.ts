import { AppError } from '@atelier/errors';

/**
 * Refuses an address that others can reach: without sign-in, whoever reaches the port is the owner.
 *
 * @throws AppError `INVALID_CONFIG`
 */
export function assertLoopback(host: string): void {
  if (host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)) return;
  throw new AppError(
    'INVALID_CONFIG',
    `HOST=${host} would let others in without signing in (AUTH_MODE=none). Use 127.0.0.1, or AUTH_MODE=api-key.`,
  );
}
