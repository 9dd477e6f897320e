import { fileURLToPath } from 'node:url';

/** A whole number from 1 that an option was given. */
export function toCount(name: string, value: string): number {
  const count = Number(value);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new Error(`--${name} takes a whole number from 1, not ${value}.`);
}

/** One of the small models that tests run. */
export function testModel(name: string): string {
  const folder = '../../../packages/openvino-runtime/test-models/';
  return fileURLToPath(new URL(`${folder}${name}`, import.meta.url));
}
