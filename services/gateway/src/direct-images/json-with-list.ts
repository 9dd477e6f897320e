import { Readable } from 'node:stream';
import type { RawAnswer } from '../http/handlers.js';

/** An answer in JSON that ends with a list, of which one item is held at a time. */
export function jsonWithList(
  head: Readonly<Record<string, unknown>>,
  list: { readonly name: string; readonly items: AsyncIterable<object> },
  headers: Readonly<Record<string, string>> = {},
): RawAnswer {
  return {
    contentType: 'application/json; charset=utf-8',
    headers: { 'cache-control': 'no-store', ...headers },
    body: () => Promise.resolve(Readable.from(piecesOf(head, list), { objectMode: false })),
  };
}

async function* piecesOf(
  head: Readonly<Record<string, unknown>>,
  { name, items }: { readonly name: string; readonly items: AsyncIterable<object> },
): AsyncGenerator<string> {
  const open = JSON.stringify({ ...head, [name]: [] }).slice(0, -']}'.length);
  let before = open;
  for await (const item of items) {
    yield before + JSON.stringify(item);
    before = ',';
  }
  yield before === open ? `${open}]}` : ']}';
}
