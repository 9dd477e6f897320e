import type { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ModelView } from '@atelier/contracts';
import { waitFor } from '@atelier/testkit';
import { createModelEvents, type ModelEvents } from './model-events.js';

const model = (id: string, status: ModelView['status'] = 'missing'): ModelView => ({
  id,
  title: id,
  task: 'chat',
  status,
  starter: false,
  active: false,
  licence: { id: 'MIT' },
  parameters: 1,
  memory_bytes: 1,
});

let events: ModelEvents | undefined;
afterEach(() => events?.close());

function open(stream: Readable) {
  const told: string[] = [];
  stream.on('data', (chunk: Buffer) => told.push(chunk.toString()));
  return { stream, told, text: () => told.join('') };
}

describe('createModelEvents', () => {
  it('tells every model once, and then what changes', async () => {
    let models = [model('one'), model('two')];
    let looks = 0;
    const list = () => {
      looks += 1;
      return Promise.resolve(models);
    };
    events = createModelEvents({ list, everyMs: 1, heartbeatMs: 3_600_000 });
    const { text, told } = open(events.open());
    await waitFor(() => looks > 5);
    models = [model('one', 'ready'), model('two')];
    await waitFor(() => text().includes('"status":"ready"'));
    expect(told.filter((chunk) => chunk.includes('"id":"one"'))).toHaveLength(2);
    expect(told.filter((chunk) => chunk.includes('"id":"two"'))).toHaveLength(1);
  });

  it('goes on after a look that failed, with signs of life', async () => {
    let looks = 0;
    const list = () => {
      looks += 1;
      return looks < 3 ? Promise.reject(new Error('no disk')) : Promise.resolve([model('one')]);
    };
    events = createModelEvents({ list, everyMs: 1, heartbeatMs: 1 });
    const { text } = open(events.open());
    await waitFor(() => text().includes('"id":"one"') && text().split(':\n\n').length > 3);
  });

  it('looks at nothing while nobody listens', async () => {
    let looks = 0;
    const list = () => {
      looks += 1;
      return Promise.resolve([]);
    };
    events = createModelEvents({ list, everyMs: 1 });
    const { stream } = open(events.open());
    await waitFor(() => looks > 2);
    stream.destroy();
    await waitFor(() => stream.closed);
    const before = looks;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(looks).toBeLessThanOrEqual(before + 1);
  });

  it('ends the oldest stream for one too many, and all of them at a stop', async () => {
    events = createModelEvents({ list: () => Promise.resolve([]), maxStreams: 2 });
    const [first, second, third] = [events.open(), events.open(), events.open()].map(open);
    await waitFor(() => first?.stream.readableEnded);
    expect(second?.stream.readableEnded).toBe(false);
    events.close();
    await waitFor(() => second?.stream.readableEnded === true && third?.stream.readableEnded);
    expect(() => events?.open()).toThrow('Atelier is stopping.');
  });

  it('drops a reader who takes nothing', async () => {
    let round = 0;
    const list = () => {
      round += 1;
      return Promise.resolve([{ ...model('one'), title: `${round}`.padEnd(200_000) }]);
    };
    events = createModelEvents({ list, everyMs: 1 });
    const stream = events.open();
    await waitFor(() => stream.destroyed);
  });
});
