import type { Writable } from 'node:stream';
import type { ModelDownloadEvent } from '@atelier/contracts';
import { sizeText } from '@atelier/model-store';
import { progressLine, timeText } from './progress-line.js';
import { createSpeed } from './speed.js';

/** A terminal, or a file or pipe that has none of `isTTY` and `columns`. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Shows downloads: a line that moves on a terminal, a line now and then elsewhere. */
export interface Screen {
  line(text: string): void;
  show(event: ModelDownloadEvent): void;
  /** Leaves the line that moves as it is. */
  rest(): void;
}

/** Without a terminal, a line each time that so much more has come. */
const stepShare = 0.1;
const defaultColumns = 80;

export function createScreen(output: Output, now: () => number = () => performance.now()): Screen {
  const live = output.isTTY === true;
  let moving = '';
  let speed = createSpeed(now);
  let nextShare = 0;
  // Whoever reads may have gone; that is no reason to stop.
  output.on('error', () => undefined);

  const rest = () => {
    if (moving !== '') output.write('\n');
    moving = '';
  };
  const line = (text: string) => {
    if (moving !== '') output.write('\r\x1b[2K');
    output.write(`${text}\n`);
    if (moving !== '') output.write(moving);
  };
  const progress = (name: string, bytes: number, totalBytes: number) => {
    speed.add(bytes);
    const state = { name, bytes, totalBytes, bytesPerSecond: speed.bytesPerSecond() };
    if (live) {
      moving = progressLine(state, output.columns ?? defaultColumns);
      output.write(`\r\x1b[2K${moving}`);
      return;
    }
    const share = totalBytes === 0 ? 1 : bytes / totalBytes;
    if (share < nextShare) return;
    nextShare = Math.floor(share / stepShare) * stepShare + stepShare;
    output.write(`${progressLine(state, Infinity)}\n`);
  };
  return {
    line,
    rest,
    show: (event) => {
      const { modelId } = event;
      switch (event.type) {
        case 'waiting':
          line(`${modelId}: waiting for ${event.heldBy}.`);
          return;
        case 'planned': {
          const { files, totalBytes, presentBytes, commit } = event;
          const present =
            presentBytes === 0 ? '' : `, ${sizeText(presentBytes)} of it here already`;
          line(
            `${modelId}: ${files} files, ${sizeText(totalBytes)}${present} (commit ${commit.slice(0, 12)}).`,
          );
          speed = createSpeed(now);
          nextShare = 0;
          return;
        }
        case 'progress':
          progress(modelId, event.bytes, event.totalBytes);
          return;
        case 'retrying':
          line(
            `${modelId}: ${event.error.message} Trying again in ${timeText(event.delayMs / 1_000)}.`,
          );
          return;
        case 'file-finished':
          return;
        case 'installed':
          rest();
          line(`${modelId}: complete and verified.`);
          return;
      }
    },
  };
}
