import { describe, expect, it } from '@jest/globals';
import { createShortcuts, type Place, type Press } from './shortcuts.js';

const nowhere: Place = { typing: false, dialog: false };
const press = (key: string, held: Partial<Press> = {}): Press => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

/** Shortcuts that write down what they did, and a clock. */
function shortcuts(...keys: readonly string[]) {
  const clock = { ms: 0 };
  const done: string[] = [];
  const own = createShortcuts(() => clock.ms);
  const add = (one: string, more = {}) =>
    own.add({ keys: one, label: one, action: () => done.push(one), ...more });
  keys.forEach((one) => add(one));
  return { ...own, add, done, clock };
}

describe('shortcuts', () => {
  it('work by one key, or by two in a row', () => {
    const { press: hit, done } = shortcuts('?', 'g c', 'g g');
    for (const key of ['?', 'g', 'c', 'g', 'g', 'c']) hit(press(key), nowhere);
    expect(done).toEqual(['?', 'g c', 'g g']);
  });

  it('are over when the second key comes late', () => {
    const { press: hit, done, clock } = shortcuts('g c');
    hit(press('g'), nowhere);
    clock.ms += 1_200;
    expect(hit(press('c'), nowhere)).toBe(false);
    expect(done).toEqual([]);
  });

  it('know what is held, and signs by themselves', () => {
    const { press: hit, done } = shortcuts('mod+k', 'shift+Enter', '?', 'k');
    expect(hit(press('K', { metaKey: true }), nowhere)).toBe(true);
    expect(hit(press('k', { ctrlKey: true, altKey: true }), nowhere)).toBe(false);
    expect(hit(press('Enter'), nowhere)).toBe(false);
    hit(press('Enter', { shiftKey: true }), nowhere);
    hit(press('?', { shiftKey: true }), nowhere);
    hit(press('k'), nowhere);
    expect(done).toEqual(['mod+k', 'shift+Enter', '?', 'k']);
  });

  it('know the plus, which also stands between keys', () => {
    const { press: hit, done } = shortcuts('+', 'mod++', 'mod+-');
    hit(press('+', { shiftKey: true }), nowhere);
    hit(press('+', { ctrlKey: true }), nowhere);
    hit(press('-', { ctrlKey: true }), nowhere);
    expect(done).toEqual(['+', 'mod++', 'mod+-']);
  });

  it('are interrupted by no key that is only held', () => {
    const { press: hit, done } = shortcuts('g ?');
    hit(press('g'), nowhere);
    hit(press('Shift', { shiftKey: true }), nowhere);
    hit(press('?', { shiftKey: true }), nowhere);
    expect(done).toEqual(['g ?']);
  });

  it('leave who types alone, except with Ctrl or where they say so', () => {
    const { press: hit, add, done } = shortcuts('x', 'mod+k');
    add('Escape', { whileTyping: true });
    const typing = { typing: true, dialog: false };
    for (const one of [press('x'), press('k', { ctrlKey: true }), press('Escape')]) {
      hit(one, typing);
    }
    expect(done).toEqual(['mod+k', 'Escape']);
  });

  it('stay out of dialogs, except those that belong there', () => {
    const { press: hit, add, done } = shortcuts('x', 'mod+k');
    add('z', { inDialog: true });
    const dialog = { typing: false, dialog: true };
    for (const one of [press('x'), press('k', { ctrlKey: true }), press('z')]) hit(one, dialog);
    expect(done).toEqual(['z']);
  });

  it('of the same keys the newest works, until it is gone', () => {
    const { press: hit, list, add, done } = shortcuts('x');
    const leave = add('x', { action: () => done.push('newer') });
    hit(press('x'), nowhere);
    leave();
    hit(press('x'), nowhere);
    expect(done).toEqual(['newer', 'x']);
    expect(list()).toHaveLength(1);
  });
});
