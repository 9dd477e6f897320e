import { resolve } from 'node:path';
import { z } from 'zod';
import type { OpenVinoAdapter } from './options.js';

const maxAdapters = 16;
const maxAlpha = 10;
const entry = /^(?<path>.+?)(?:=(?<alpha>-?\d+(?:\.\d+)?))?$/;

/**
 * A setting that names LoRA adapters: `file` or `file=alpha`, with commas between them. Alpha is how
 * strongly one is mixed in, from -10 to 10; 1 when it is left out.
 */
export const adapterList = () =>
  z.string().transform((list, context): readonly OpenVinoAdapter[] => {
    const parts = list.split(',').filter((part) => part.trim() !== '');
    const adapters = parts.flatMap((part) => toAdapter(part.trim()) ?? []);
    if (adapters.length < parts.length) {
      context.addIssue(`use file or file=alpha, alpha from -${maxAlpha} to ${maxAlpha}`);
    }
    if (adapters.length > maxAdapters) context.addIssue(`use at most ${maxAdapters}`);
    return adapters;
  });

function toAdapter(part: string): OpenVinoAdapter | undefined {
  const { path, alpha = '1' } = entry.exec(part)?.groups ?? {};
  if (path === undefined || Math.abs(Number(alpha)) > maxAlpha) return undefined;
  return { path: resolve(path), alpha: Number(alpha) };
}
