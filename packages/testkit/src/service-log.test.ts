import { describe, expect, it } from '@jest/globals';
import { createServiceLog } from './service-log.js';

describe('createServiceLog', () => {
  it('finds the events between other lines', () => {
    const log = createServiceLog();
    for (const line of [
      'starting',
      '{"event":"a"}',
      '{"no":"event"}',
      '{broken',
      '{"event":"b"}',
    ]) {
      log.add(line);
    }
    expect(log.events().map(({ event }) => event)).toEqual(['a', 'b']);
    expect(log.events(2).map(({ event }) => event)).toEqual(['b']);
    expect(log.output()).toContain('{broken');
  });

  it('keeps counting when it forgets', () => {
    const log = createServiceLog();
    for (let line = 0; line < 20_100; line += 1) log.add(`{"event":"n","line":${line}}`);
    expect(log.count()).toBe(20_100);
    expect(log.events()).toHaveLength(20_000);
    expect(log.events(20_098).map(({ line }) => line)).toEqual([20_098, 20_099]);
  });
});
