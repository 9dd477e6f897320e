import { z } from 'zod';

/** How many things a page holds, as a query string has it. */
export const pageLimit = (maximum: number, usual: number) =>
  z.coerce.number().int().min(1).max(maximum).default(usual);
