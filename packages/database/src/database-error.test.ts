import { describe, expect, it } from '@jest/globals';
import { AppError } from '@atelier/errors';
import { DrizzleQueryError } from 'drizzle-orm';
import { toDatabaseError, withDatabaseErrors } from './database-error.js';

const coded = (code: string, message = 'x') => Object.assign(new Error(message), { code });

describe('toDatabaseError', () => {
  it.each(['08006', '57014', '57P01', '57P03', '53300', '40P01', '25P03', 'ECONNREFUSED'])(
    'takes %s as a database that does not answer',
    (code) => {
      expect(toDatabaseError(coded(code))).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    },
  );

  it.each(['53100', '58030'])('takes %s as a full disk', (code) => {
    expect(toDatabaseError(coded(code))).toMatchObject({ code: 'STORAGE_FULL' });
  });

  it.each(['Connection terminated unexpectedly', 'Query read timeout'])(
    'knows what the driver says without a code: %s',
    (message) => {
      expect(toDatabaseError(new Error(message))).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    },
  );

  it('gives back what it does not know, without the values of the statement', () => {
    const cause = coded('23505', 'duplicate key');
    const error = new DrizzleQueryError('insert into messages', ['a secret wish'], cause);
    expect(toDatabaseError(error)).toBe(cause);
  });

  it('does not read a message into an error that has a code', () => {
    const error = coded('22P02', 'Connection terminated');
    expect(toDatabaseError(error)).toBe(error);
  });
});

describe('withDatabaseErrors', () => {
  it('leaves an error alone that is not from a query', async () => {
    const refused = coded('ECONNREFUSED');
    const store = withDatabaseErrors({ call: () => Promise.reject(refused) });
    await expect(store.call()).rejects.toBe(refused);
  });

  it('turns the error of a query into an AppError', async () => {
    const error = new DrizzleQueryError('select 1', [], coded('57014'));
    const store = withDatabaseErrors({ call: () => Promise.reject(error) });
    const caught = await store.call().catch((reason: unknown) => reason);
    expect(AppError.is(caught)).toBe(true);
  });
});
