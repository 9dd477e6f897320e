import { describe, expect, it } from '@jest/globals';
import { progressLine, timeText } from './progress-line.js';
import { createSpeed } from './speed.js';

const state = { name: 'tiny', bytes: 0, totalBytes: 1_000_000_000, bytesPerSecond: undefined };

describe('progressLine', () => {
  it('shows share, size, speed and time left', () => {
    const half = { ...state, bytes: 500_000_000, bytesPerSecond: 10_000_000 };
    expect(progressLine(half, 120)).toBe(
      'tiny  [############............]  50 %  500 MB of 1.0 GB  10.0 MB/s  50 s left',
    );
    expect(progressLine(state, 120)).toBe('tiny  [........................]   0 %  0 B of 1.0 GB');
    expect(progressLine({ ...half, bytesPerSecond: 0 }, 120)).toMatch(/0 B\/s$/);
    expect(progressLine({ ...half, bytes: 1_000_000_000 }, 120)).toMatch(/100 % {2}1\.0 GB of/);
    expect(progressLine({ ...state, totalBytes: 0 }, 120)).toContain('100 %');
  });

  it('stays within the terminal', () => {
    for (const columns of [1, 10, 40, 60, 80]) {
      expect(progressLine(state, columns).length).toBeLessThan(Math.max(columns, 1));
    }
    expect(progressLine(state, 45)).toBe('  0 %  0 B of 1.0 GB  tiny');
  });
});

describe('timeText', () => {
  it.each([
    [0.2, '1 s'],
    [89, '89 s'],
    [90, '2 min'],
    [3_600, '1 h 0 min'],
    [7_800, '2 h 10 min'],
  ])('%p s is %p', (seconds, text) => {
    expect(timeText(seconds)).toBe(text);
  });
});

describe('createSpeed', () => {
  it('is the mean of the last ten seconds, once there is one to tell', () => {
    let now = 0;
    const speed = createSpeed(() => now);
    speed.add(5_000);
    expect(speed.bytesPerSecond()).toBeUndefined();
    now = 2_000;
    speed.add(9_000);
    expect(speed.bytesPerSecond()).toBe(2_000);
    // What stands still gets slower.
    now = 4_000;
    expect(speed.bytesPerSecond()).toBe(1_000);
    now = 20_000;
    speed.add(9_000);
    now = 22_000;
    speed.add(29_000);
    expect(speed.bytesPerSecond()).toBe(10_000);
    // A file that starts again is not a negative speed.
    speed.add(0);
    expect(speed.bytesPerSecond()).toBeUndefined();
  });
});
