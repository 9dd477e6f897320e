import { describe, expect, it } from '@jest/globals';
import { toFindings } from './command.js';

const moments = {
  id: 'j',
  sentAt: 0,
  answeredAt: 10,
  beginSeenAt: 40,
  endSeenAt: 1_100,
  createdAt: 5,
  finishedAt: 1_080,
  startedAt: 30,
  engineFromAt: 35,
  engineToAt: 1_035,
  completedAt: 1_060,
};

describe('overhead', () => {
  it('takes what the engine needed from the whole', () => {
    const values = toFindings([moments]).findings.map(({ value }) => Math.round(value * 100) / 100);
    expect(values).toEqual([20, 65, 70, 1.1]);
  });

  it('counts a job that began before its answer was read as begun at once', () => {
    const [first] = toFindings([{ ...moments, startedAt: 8 }]).findings;
    expect(first?.value).toBe(0);
  });
});
