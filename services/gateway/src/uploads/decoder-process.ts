/**
 * A process that does nothing but decode pictures, so that a file made to break decoders breaks
 * nothing else. It is given no environment, and so neither keys nor addresses.
 */
import sharp from 'sharp';
import { decodePicture, type DecodeTask } from './decode-picture.js';
import type { DecoderMessage } from './decoder-child.js';

sharp.concurrency(1);
sharp.cache(false);
// Of all that the library can read, only what is accepted.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadPng', 'VipsForeignLoadJpeg', 'VipsForeignLoadWebp'],
});

const say = (message: DecoderMessage) => process.send?.(message);

process.on('message', (task: DecodeTask) => {
  void decodePicture(task).then((outcome) => {
    say({ type: 'decoded', outcome, rssBytes: process.memoryUsage.rss() });
  });
});
process.on('disconnect', () => {
  process.exit();
});
// Ctrl-C reaches it too; the gateway, which may still need it, says when it is over.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
say({ type: 'ready' });
