import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { errorFields } from './error-fields.js';
import type { LogFields } from './fields.js';
import { createLogger } from './logger.js';

function capture() {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString());
      done();
    },
  });
  return { stream, lines: () => chunks.join('').split('\n').filter(Boolean) };
}

describe('createLogger', () => {
  it('writes one JSON line an event, with the fields of its parents', () => {
    const { stream, lines } = capture();
    createLogger({ service: 'gateway', stream })
      .child({ requestId: 'r1' })
      .info('job.accepted', { jobId: 'j1' });
    expect(lines()).toHaveLength(1);
    expect(JSON.parse(lines()[0] ?? '')).toMatchObject({
      level: 'info',
      service: 'gateway',
      event: 'job.accepted',
      requestId: 'r1',
      jobId: 'j1',
    });
  });

  it('drops fields that are not on the list, and keeps a new line inside its line', () => {
    const { stream, lines } = capture();
    const sneaky = { prompt: 'a secret wish', token: 'hunter2', message: 'a\nb' } as LogFields;
    createLogger({ service: 'gateway', stream }).error('turn.failed', sneaky);
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).not.toMatch(/secret wish|hunter2/);
    expect(JSON.parse(lines()[0] ?? '')).toMatchObject({ message: 'a\nb' });
  });

  it('is silent below its level', () => {
    const { stream, lines } = capture();
    createLogger({ service: 'gateway', stream, level: 'warn' }).info('noise');
    expect(lines()).toEqual([]);
  });

  it('says what an error is, with its causes, and not what a foreign one says', () => {
    const cause = Object.assign(new TypeError('quoted user text'), { code: 'EPIPE' });
    const fields = errorFields(new Error('more user text', { cause }));
    expect(JSON.stringify(fields)).not.toMatch(/user text/);
    expect(fields.stack).toMatch(/caused by TypeError \(EPIPE\)/);
  });
});
