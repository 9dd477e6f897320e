import { clearInterval, setInterval } from 'node:timers';

const width = 12;

/**
 * @typedef {object} Progress
 * @property {(name: string, says: string) => { done: (says: string) => void, failed: () => void }} begin
 * @property {(text: string) => void} line
 */

/**
 * Says what the bootstrap does: on a terminal one line for each step, which counts seconds.
 *
 * @param {NodeJS.WriteStream} stream
 * @returns {Progress}
 */
export function createProgress(stream) {
  // Whoever reads may have gone; that is no reason to stop.
  stream.on('error', () => undefined);
  const live = stream.isTTY === true;
  return {
    line: (text) => stream.write(`${text}\n`),
    begin(name, says) {
      const startedAt = Date.now();
      const seconds = () => `${Math.round((Date.now() - startedAt) / 1_000)} s`;
      const show = (/** @type {string} */ text) => `  ${name.padEnd(width)}${text}`;
      const redraw = () => stream.write(`\r\x1b[2K${show(`${says} … ${seconds()}`)}`);
      if (live) redraw();
      if (!live) stream.write(`${show(`${says} …`)}\n`);
      const timer = live ? setInterval(redraw, 1_000) : undefined;
      const end = (/** @type {string} */ text) => {
        clearInterval(timer);
        stream.write(`${live ? '\r\x1b[2K' : ''}${show(text)}\n`);
      };
      return {
        done: (result) => end(`${result} (${seconds()})`),
        failed: () => end('failed'),
      };
    },
  };
}
