import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { AppError } from '@atelier/errors';
import supertest from 'supertest';
import type { RawAnswer } from './handlers.js';
import { id, testApp } from './testing/test-app.js';

const bytes = Buffer.from('0123456789');
const image = `/api/v1/images/${id}`;

function withImage(answer: Partial<RawAnswer> = {}) {
  const asked: unknown[] = [];
  const body: RawAnswer['body'] = (range) => {
    asked.push(range);
    const part = range ? bytes.subarray(range.start, range.end + 1) : bytes;
    return Promise.resolve(Readable.from([part]));
  };
  const given: RawAnswer = {
    ...{ contentType: 'image/png', bytes: bytes.length, etag: 'abc', ranges: true, body },
    ...answer,
  };
  const { app } = testApp({ handlers: { getImage: () => Promise.resolve(given) } });
  return { api: supertest(app), asked };
}

describe('a part of a picture', () => {
  it('is sent alone', async () => {
    const { api, asked } = withImage();
    const reply = await api.get(image).set('Range', 'bytes=2-4');
    expect([reply.status, String(reply.body)]).toEqual([206, '234']);
    expect(reply.headers).toMatchObject({
      'content-range': 'bytes 2-4/10',
      'content-length': '3',
      'accept-ranges': 'bytes',
      etag: '"abc"',
    });
    expect(asked).toEqual([{ start: 2, end: 4 }]);
  });

  it('is sent to whom has the rest of the same picture', async () => {
    const reply = await withImage().api.get(image).set({ Range: 'bytes=8-', 'If-Range': '"abc"' });
    expect([reply.status, String(reply.body)]).toEqual([206, '89']);
  });

  it.each(['"other"', 'W/"abc"', 'Wed, 21 Oct 2015 07:28:00 GMT'])(
    'is not sent to whom has %s: the whole is',
    async (ifRange) => {
      const reply = await withImage()
        .api.get(image)
        .set({ Range: 'bytes=8-', 'If-Range': ifRange });
      expect([reply.status, String(reply.body)]).toEqual([200, '0123456789']);
      expect(reply.headers).not.toHaveProperty('content-range');
    },
  );

  it('that is not there is a problem, which tells the length', async () => {
    const { api, asked } = withImage();
    const reply = await api.get(image).set('Range', 'bytes=10-');
    expect(reply.body).toMatchObject({ status: 416, code: 'RANGE_NOT_SATISFIABLE' });
    expect(reply.headers['content-range']).toBe('bytes */10');
    expect(reply.headers).not.toHaveProperty('etag');
    expect(asked).toEqual([]);
  });

  it('that can not be opened leaves nothing of the headers', async () => {
    const body = () => Promise.reject(new AppError('STORAGE_UNAVAILABLE'));
    const reply = await withImage({ body }).api.get(image).set('Range', 'bytes=2-4');
    expect(reply.status).toBe(503);
    expect(reply.headers).not.toHaveProperty('content-range');
    expect(reply.headers).not.toHaveProperty('accept-ranges');
  });

  it('is left out of HEAD, and of what does not change', async () => {
    const { api, asked } = withImage();
    const head = await api.head(image).set('Range', 'bytes=2-4');
    expect([head.status, head.headers['content-length']]).toEqual([200, '10']);
    expect(head.headers['accept-ranges']).toBe('bytes');
    const known = await api.get(image).set({ Range: 'bytes=2-4', 'If-None-Match': '"abc"' });
    expect(known.status).toBe(304);
    expect(asked).toEqual([]);
  });

  it('is not offered where the handler can not give it', async () => {
    const { app } = testApp({
      handlers: { getImage: () => Promise.resolve({ contentType: 'image/png', body: bytes }) },
    });
    const api = supertest(app);
    const reply = await api.get(image).set('Range', 'bytes=2-4');
    expect([reply.status, String(reply.body)]).toEqual([200, '0123456789']);
    expect(reply.headers).not.toHaveProperty('accept-ranges');
  });
});
