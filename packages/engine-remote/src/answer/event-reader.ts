import { AppError } from '@atelier/errors';
import { createParser } from 'eventsource-parser';

/** Cuts a stream of server-sent events into the data of each, wherever the bytes are cut. */
export interface EventReader {
  /** @throws AppError `ENGINE_FAILED` when one event is larger than a megabyte. */
  push(bytes: Uint8Array): string[];
  /** The last event, if the stream ended without the blank line after it. */
  rest(): string[];
}

const maxEventCharacters = 1_000_000;

export function createEventReader(): EventReader {
  const decoder = new TextDecoder();
  let events: string[] = [];
  let overflow = false;
  const parser = createParser({
    maxBufferSize: maxEventCharacters,
    onEvent: ({ data }) => events.push(data),
    onError: ({ type }) => {
      overflow ||= type === 'max-buffer-size-exceeded';
    },
  });
  const feed = (text: string): string[] => {
    parser.feed(text);
    if (overflow) {
      throw new AppError('ENGINE_FAILED', 'The chat server sent a piece that is far too large.');
    }
    const read = events;
    events = [];
    return read;
  };
  return {
    push: (bytes) => feed(decoder.decode(bytes, { stream: true })),
    rest: () => feed(`${decoder.decode()}\n\n`),
  };
}
