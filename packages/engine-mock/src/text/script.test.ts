import { describe, expect, it } from '@jest/globals';
import { errorCodes } from '@atelier/errors';
import { parseScript } from './script.js';

describe('parseScript', () => {
  it('leaves every other message alone', () => {
    for (const message of ['Hello', 'say mock:say', ' mock:say x', 'Mock:say x', 'mock: say']) {
      const steps = parseScript(message);
      if (message.startsWith('mock:')) expect(steps?.[0]).toMatchObject({ does: 'say' });
      else expect(steps).toBeUndefined();
    }
  });

  it('takes the lines after a command for more of what it says', () => {
    const block = 'Soon.\n```image_prompt\n{"prompt":\n```';
    expect(parseScript(`mock:say ${block}`)).toEqual([{ does: 'say', text: block }]);
  });

  it('does one thing after the other', () => {
    expect(
      parseScript(
        'mock:think hm\nmock:slow 20\nmock:warn careful\nmock:say a\nmock:error INTERNAL',
      ),
    ).toMatchObject([
      { does: 'think', text: 'hm' },
      { does: 'wait', delayMs: 20 },
      { does: 'warn', message: 'careful' },
      { does: 'say', text: 'a' },
      { does: 'fail', error: { code: 'INTERNAL' } },
    ]);
  });

  it('fails with every code that there is, and names one that there is not', () => {
    for (const code of Object.keys(errorCodes)) {
      expect(parseScript(`mock:error ${code}`)).toMatchObject([{ does: 'fail', error: { code } }]);
    }
    expect(parseScript('mock:error NOPE')).toMatchObject([
      { does: 'say', text: 'Atelier has no error "NOPE".' },
    ]);
  });

  it('says something where the script has no words, unless it should say nothing', () => {
    expect(parseScript('mock:slow 5')?.[1]).toMatchObject({ does: 'say' });
    expect(parseScript('mock:empty')).toEqual([{ does: 'say', text: '' }]);
  });

  it('says what it knows where it does not know a command', () => {
    for (const name of ['fly', 'constructor', '']) {
      expect(parseScript(`mock:${name} away`)).toMatchObject([
        { does: 'say', text: expect.stringContaining('mock:empty') },
      ]);
    }
  });

  it('bounds what it is asked for', () => {
    const [long] = parseScript('mock:long 999999') ?? [];
    expect(long?.does === 'say' ? long.text.split(' ').length : 0).toBe(5_000);
    expect(parseScript('mock:slow 1e99')?.[0]).toEqual({ does: 'wait', delayMs: 3_600_000 });
    expect(parseScript('mock:slow never')?.[0]).toEqual({ does: 'wait', delayMs: 0 });
  });
});
