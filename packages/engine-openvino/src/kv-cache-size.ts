import { totalmem } from 'node:os';

const share = 0.15;
const smallest = 256 * 1024 ** 2;
const largest = 16 * 1024 ** 3;

/**
 * Room for keys and values that follows the machine's memory, or the container's, in bytes: 15 %,
 * between 256 MiB and 16 GiB.
 */
export function kvCacheSize(memory = memoryLimit()): number {
  return Math.round(Math.min(Math.max(memory * share, smallest), largest));
}

function memoryLimit(): number {
  // 0, or a number larger than any machine, stands for "no limit".
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
