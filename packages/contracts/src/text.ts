import { z } from 'zod';

/**
 * Text from outside: bounded, without NUL characters (Postgres has no room for them) and without
 * half surrogate pairs (UTF-8 has none either).
 */
export const text = (minimum: number, maximum: number) =>
  z
    .string()
    .min(minimum)
    .max(maximum)
    .refine((value) => !value.includes('\0'), 'must not contain NUL characters')
    .refine((value) => value.isWellFormed(), 'must be well-formed Unicode');
