import { describe, expect, it } from '@jest/globals';
import { forbiddenStorage, memoryStorage } from '../testing/memory-storage.js';
import { createAccess } from './access.js';
import { withRefusals } from './with-refusals.js';

function stores() {
  const session = memoryStorage();
  const local = memoryStorage();
  const kept = () => [session.getItem('atelier.key'), local.getItem('atelier.key')];
  return { kept, stores: { session: () => session, local: () => local } };
}

describe('access', () => {
  it('needs no key until the server refuses', () => {
    const access = createAccess(stores().stores);
    expect(access.state()).toEqual({ key: undefined, wanted: false, refusedKey: false });
    access.refused(undefined);
    expect(access.state()).toEqual({ key: undefined, wanted: true, refusedKey: false });
  });

  it('keeps a key for the tab, or beyond it, never in both', () => {
    const { kept, stores: own } = stores();
    const access = createAccess(own);
    access.signIn('atl_a', { keep: true });
    expect(kept()).toEqual([null, 'atl_a']);
    access.signIn('atl_b', { keep: false });
    expect(kept()).toEqual(['atl_b', null]);
    expect(createAccess(own).state().key).toBe('atl_b');
    access.signOut();
    expect(kept()).toEqual([null, null]);
    expect(access.state()).toEqual({ key: undefined, wanted: true, refusedKey: false });
  });

  it('forgets a key that the server refuses', () => {
    const { kept, stores: own } = stores();
    const access = createAccess(own);
    access.signIn('atl_a', { keep: true });
    access.refused('atl_a');
    expect(access.state()).toEqual({ key: undefined, wanted: true, refusedKey: true });
    expect(kept()).toEqual([null, null]);
  });

  it('minds no late answer to an earlier key', () => {
    const access = createAccess(stores().stores);
    access.refused(undefined);
    access.signIn('atl_b', { keep: false });
    access.refused(undefined);
    access.refused('atl_a');
    expect(access.state().key).toBe('atl_b');
  });

  it('works where storage is forbidden', () => {
    const access = createAccess({ session: forbiddenStorage, local: forbiddenStorage });
    access.signIn('atl_a', { keep: true });
    expect(access.state().key).toBe('atl_a');
  });
});

describe('withRefusals', () => {
  it('tells of a 401 with the key of that call', async () => {
    const access = createAccess(stores().stores);
    access.signIn('atl_a', { keep: false });
    const fetch = withRefusals(access, () => {
      access.signIn('atl_b', { keep: false });
      return Promise.resolve(new Response('', { status: 401 }));
    });
    await fetch('/', {});
    expect(access.state()).toMatchObject({ key: 'atl_b', wanted: false });
    const refused = withRefusals(access, () => Promise.resolve(new Response('', { status: 401 })));
    await refused('/', {});
    expect(access.state()).toMatchObject({ wanted: true, refusedKey: true });
  });

  it('minds nothing else', async () => {
    const access = createAccess(stores().stores);
    const fetch = withRefusals(access, () => Promise.resolve(new Response('', { status: 403 })));
    expect((await fetch('/', {})).status).toBe(403);
    expect(access.state().wanted).toBe(false);
  });
});
