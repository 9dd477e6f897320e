import { describe, expect, it } from '@jest/globals';
import type { ChatEvent } from '@atelier/contracts';
import { createLiveTurn, type LiveTurn } from './live-turn.js';

const log = { append: () => Promise.resolve() };
/** So long that a test which waits for it does not end. */
const gapMs = 600_000;
const start: ChatEvent = { type: 'message-start', message_id: 'm', conversation_id: 'c' };
const finish: ChatEvent = {
  type: 'finish',
  reason: 'stop',
  model: 'm',
  timings: { total_ms: 1 },
};
const text = (said: string): ChatEvent => ({ type: 'text-delta', text: said });

function openTurn() {
  return createLiveTurn({ id: 't', ownerId: 'o', log, gapMs });
}

async function turns(): Promise<void> {
  for (let at = 0; at < 10; at += 1) await new Promise(setImmediate);
}

function heard(live: LiveTurn): string[] {
  return live.read(0).map(({ event }) => (event.type === 'text-delta' ? event.text : event.type));
}

describe('createLiveTurn', () => {
  it('lets nobody wait for the first words, and gathers the next ones', async () => {
    const live = openTurn();
    live.say(start);
    await turns();
    live.say(text('The '));
    await turns();
    expect(heard(live)).toEqual(['message-start', 'The ']);
    for (const word of ['mill ', 'by ', 'the ', 'river']) live.say(text(word));
    await turns();
    expect(heard(live)).toEqual(['message-start', 'The ']);
    live.say(finish);
    await turns();
    expect(heard(live)).toEqual(['message-start', 'The ', 'mill by the river', 'finish']);
    expect(live.hasEnded()).toBe(true);
  });

  it('does not forget what could not wait while it was writing', async () => {
    let letWrite: () => void = () => undefined;
    const slow = {
      append: () =>
        new Promise<void>((resolve) => {
          letWrite = resolve;
        }),
    };
    const live = createLiveTurn({ id: 't', ownerId: 'o', log: slow, gapMs });
    live.say(start);
    live.say(text('Yes.'));
    await turns();
    live.say(finish);
    letWrite();
    await turns();
    letWrite();
    await turns();
    expect(heard(live)).toEqual(['message-start', 'Yes.', 'finish']);
    expect(live.hasEnded()).toBe(true);
  });
});
