import { describe, expect, it } from '@jest/globals';
import { parseOptions } from './options.js';

describe('the command line of backup', () => {
  it('names what to do and where', () => {
    expect(parseOptions(['restore', 'a', '--replace', '--data-dir', 'd'])).toEqual({
      command: 'restore',
      folder: 'a',
      replace: true,
      dataDir: 'd',
    });
    expect(parseOptions(['create', '--help'])).toMatchObject({ command: 'help' });
  });

  it.each([
    ['', /say "create", "verify" or "restore"/],
    ['create', /"create" takes one folder/],
    ['verify a b', /"verify" takes one folder/],
    ['create a --replace', /--replace goes with "restore"/],
    ['create --nope a', /--nope/],
  ])('refuses "%s"', (command, says) => {
    expect(() => parseOptions(command.split(' ').filter(Boolean))).toThrow(says);
  });
});
