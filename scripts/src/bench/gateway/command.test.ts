import { describe, expect, it } from '@jest/globals';
import { toFindings } from './command.js';

const turn = {
  ...{ toFirstText: 4, toEnd: 16, before: 3, afterFirstText: 1, afterEnd: 13 },
  ...{ workerFirstText: 20, workerEnd: 200 },
};

describe('gateway', () => {
  it('counts events against CPU time, not against the clock', () => {
    const { findings } = toFindings([turn], { events: 1_500, cpuSeconds: 0.5 });
    expect(findings.map(({ value }) => value)).toEqual([4, 4, 16, 16, 3_000]);
  });

  it('says nothing of CPU time where the kernel does not', () => {
    const { findings } = toFindings([turn], { events: 1_500, cpuSeconds: undefined });
    expect(findings).toHaveLength(4);
  });
});
