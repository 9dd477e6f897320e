import { imageLimits } from '@atelier/contracts';

/** The fields of a block by their names there, of any type and size: an untrusted author's. */
export type ImagePromptFields = Readonly<Record<string, unknown>> & { readonly prompt: string };

/** The fields of a block's inside; `undefined` when it holds no prompt. */
export function readFields(raw: string): ImagePromptFields | undefined {
  const fields = parse(raw);
  const prompt = cleanText(fields?.['prompt']);
  return prompt === '' ? undefined : { ...fields, prompt };
}

function parse(raw: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(raw);
    if (typeof value === 'string') return { prompt: value };
    return isRecord(value) ? value : undefined;
  } catch {
    // Small models often write the bare prompt. What looks like broken JSON is not one.
    return /^[{[]/.test(raw) ? undefined : { prompt: raw };
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text that fits a prompt; nothing for what is not text. */
export function cleanText(value: unknown): string {
  if (typeof value !== 'string') return '';
  return value
    .toWellFormed()
    .replaceAll('\0', '')
    .trim()
    .slice(0, imageLimits.maxPromptLength)
    .toWellFormed();
}
