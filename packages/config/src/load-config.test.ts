import { describe, expect, it } from '@jest/globals';
import { AppError } from '@atelier/errors';
import { z } from 'zod';
import { flag, port, wholeNumber } from './fields.js';
import { loadConfig } from './load-config.js';

const shape = z.object({
  PORT: port().default(8080),
  USE_MOCKS: flag().default(false),
  LIMIT: wholeNumber(1, 100).default(10),
  TOKEN: z.string().min(8),
});

function problemsOf(environment: Record<string, string>): string {
  try {
    loadConfig(shape, environment);
  } catch (error) {
    if (AppError.is(error) && error.code === 'INVALID_CONFIG') return error.message;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('loadConfig', () => {
  it('reads, converts and fills defaults; an empty variable is a missing one', () => {
    expect(
      loadConfig(shape, { PORT: '0', USE_MOCKS: 'yes', LIMIT: '', TOKEN: 'abcdefgh' }),
    ).toEqual({ PORT: 0, USE_MOCKS: true, LIMIT: 10, TOKEN: 'abcdefgh' });
  });

  it('names every variable at fault at once, and no value', () => {
    const said = problemsOf({ PORT: '70000', USE_MOCKS: 'perhaps', TOKEN: 'hunter2' });
    expect(said).toMatch(/PORT is wrong \(use at most 65535\)/);
    expect(said).toMatch(/USE_MOCKS is wrong/);
    expect(said).toMatch(/TOKEN is wrong/);
    expect(said).not.toMatch(/hunter2|perhaps/);
  });

  it('says what is missing', () => {
    expect(problemsOf({})).toBe('Configuration: TOKEN is missing.');
  });

  it('says which file of a secret can not be read', () => {
    expect(problemsOf({ TOKEN_FILE: '/nowhere/token' })).toMatch(
      /TOKEN_FILE names a file that can not be read/,
    );
  });
});
