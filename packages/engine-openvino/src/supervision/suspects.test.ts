import { describe, expect, it } from '@jest/globals';
import { createSuspects } from './suspects.js';

describe('createSuspects', () => {
  const crash = (suspects: ReturnType<typeof createSuspects>, ...keys: string[]) => {
    const tickets = keys.map((key) => suspects.admit(() => key));
    for (const ticket of tickets) {
      ticket.crashed();
      ticket.leave();
    }
  };

  it('refuses what was there twice, and nothing else', () => {
    const suspects = createSuspects();
    crash(suspects, 'poison');
    crash(suspects, 'poison');
    expect(() => suspects.admit(() => 'poison')).toThrow(
      expect.objectContaining({ code: 'ENGINE_FAILED', retryable: false }),
    );
    suspects.admit(() => 'other').leave();
  });

  it('lets no two suspects run together, so that one is not blamed for the other', () => {
    const suspects = createSuspects();
    crash(suspects, 'poison', 'bystander');
    const ticket = suspects.admit(() => 'poison');
    expect(() => suspects.admit(() => 'bystander')).toThrow(
      expect.objectContaining({ code: 'ENGINE_BUSY', retryable: true }),
    );
    ticket.crashed();
    ticket.leave();
    suspects.admit(() => 'bystander').leave();
    expect(() => suspects.admit(() => 'poison')).toThrow();
  });

  it('forgets one that came to its end, and one after a while', () => {
    let now = 0;
    const suspects = createSuspects(() => now);
    crash(suspects, 'fine', 'late');
    const ticket = suspects.admit(() => 'fine');
    ticket.cleared();
    ticket.leave();
    crash(suspects, 'fine');
    suspects.admit(() => 'fine').leave();
    crash(suspects, 'late');
    now = 3_600_000;
    suspects.admit(() => 'late').leave();
  });

  it('takes no fingerprint while nothing is suspected', () => {
    const suspects = createSuspects();
    suspects.admit(() => {
      throw new Error('not needed');
    });
    expect(suspects).toBeDefined();
  });
});
