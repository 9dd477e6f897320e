import { z } from 'zod';

/** A flag: `true`/`false`, `1`/`0`, `yes`/`no`, `on`/`off`. */
export const flag = () =>
  z
    .string()
    .toLowerCase()
    .pipe(z.enum(['true', 'false', '1', '0', 'yes', 'no', 'on', 'off'], 'use true or false'))
    .transform((value) => ['true', '1', 'yes', 'on'].includes(value));

/** A whole number within bounds. */
export const wholeNumber = (minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'use a whole number')
    .transform(Number)
    .pipe(
      z.number().min(minimum, `use at least ${minimum}`).max(maximum, `use at most ${maximum}`),
    );

/** A TCP port. 0 lets the system choose. */
export const port = () => wholeNumber(0, 65_535);

/** How much a process logs. */
export const logLevel = () =>
  z.enum(['error', 'warn', 'info', 'debug'], 'use error, warn, info or debug');
