import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from '@jest/globals';
import { testS3 } from '@atelier/testkit';
import type { BlobStore } from '../blob-store.js';
import { describeBlobStore } from '../blob-store.suite.js';
import { createBlobStore } from '../create-blob-store.js';
import { createS3Client } from './s3-client.js';

const text = { contentType: 'text/plain' };
const server = testS3();

if (server !== undefined) {
  /** Asks the server itself: does a second conditional write fail? */
  const honoursIfNoneMatch = async () => {
    const client = createS3Client(server, 5_000);
    const put = () =>
      client.send(
        new PutObjectCommand({ Bucket: server.bucket, Key: 'probe', Body: 'x', IfNoneMatch: '*' }),
      );
    await put().catch(() => undefined);
    const honours = await put().then(
      () => false,
      () => true,
    );
    client.destroy();
    return honours;
  };

  describeBlobStore('S3', async () => ({
    store: await createBlobStore({ kind: 's3', ...server }),
    ifAbsentIsFirm: await honoursIfNoneMatch(),
    cleanUp: () => Promise.resolve(),
  }));

  describe('S3', () => {
    it.each([
      ['a missing bucket', { bucket: 'not-there' }, /bucket/],
      ['wrong credentials', { secretAccessKey: 'wrong' }, /credentials/],
    ])('says what is wrong: %s', async (_, wrong, says) => {
      const store = await createBlobStore({ kind: 's3', ...server, ...wrong });
      await expect(store.check()).rejects.toThrow(says);
      await expect(store.check()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
      store.close();
    });

    it('bounds what get brings into memory', async () => {
      const store = await createBlobStore({ kind: 's3', ...server, maxBytes: 10 });
      await store.put('bounded', Buffer.alloc(11), text);
      await expect(store.get('bounded')).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
      store.close();
    });
  });
}

describe('the S3 driver', () => {
  const servers: Server[] = [];
  const stores: BlobStore[] = [];

  afterEach(async () => {
    for (const store of stores.splice(0)) store.close();
    for (const each of servers.splice(0)) {
      each.closeAllConnections();
      await new Promise((resolve) => each.close(resolve));
    }
  });

  async function listen(answer: RequestListener): Promise<string> {
    const each = createServer(answer);
    servers.push(each);
    await new Promise<void>((resolve) => each.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(each.address() as AddressInfo).port}`;
  }

  async function storeAt(endpoint: string, timeoutMs = 2_000): Promise<BlobStore> {
    const account = { region: 'us-east-1', bucket: 'b', accessKeyId: 'a', secretAccessKey: 's' };
    const store = await createBlobStore({ kind: 's3', endpoint, timeoutMs, ...account });
    stores.push(store);
    return store;
  }

  it('gives up on a server that says nothing', async () => {
    const store = await storeAt(await listen(() => undefined), 200);
    const put = store.put('a', Buffer.from('x'), text);
    await expect(put).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE', retryable: true });
    await expect(store.check()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  });

  it('gives up on a server that stops in the middle of an object', async () => {
    const endpoint = await listen((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
    });
    const store = await storeAt(endpoint, 200);
    await expect(store.get('a')).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    const opened = await store.open('a');
    await expect(opened?.stream.toArray()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  });

  it('does not take half an object for a whole one', async () => {
    const endpoint = await listen((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half', () => {
        response.destroy();
      });
    });
    const store = await storeAt(endpoint);
    await expect(store.get('a')).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  });

  it.each([
    [500, 'InternalError', 'STORAGE_UNAVAILABLE'],
    [503, 'SlowDown', 'STORAGE_UNAVAILABLE'],
    [403, 'AccessDenied', 'STORAGE_UNAVAILABLE'],
    [507, 'XMinioStorageFull', 'STORAGE_FULL'],
  ])('maps %d %s to %s', async (status, name, code) => {
    let requests = 0;
    const endpoint = await listen((request, response) => {
      requests += 1;
      request.resume();
      response.writeHead(status, { 'content-type': 'application/xml' });
      response.end(`<Error><Code>${name}</Code><Message>no</Message></Error>`);
    });
    const store = await storeAt(endpoint);
    await expect(store.put('a', Buffer.from('x'), text)).rejects.toMatchObject({ code });
    expect(requests).toBeLessThanOrEqual(3);
  });

  it('does not replace on a server that ignores If-None-Match', async () => {
    const methods: (string | undefined)[] = [];
    const endpoint = await listen((request, response) => {
      methods.push(request.method);
      request.resume();
      response.end();
    });
    const store = await storeAt(endpoint);
    const put = store.put('a', Buffer.from('x'), { ...text, ifAbsent: true });
    expect(await put).toBe('exists');
    expect(methods).toEqual(['HEAD']);
  });

  it('says that nobody listens', async () => {
    const store = await storeAt('http://127.0.0.1:1');
    const put = store.put('a', Buffer.from('x'), text);
    await expect(put).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE', retryable: true });
  });

  it('looks nothing up in the environment', async () => {
    let lookups = 0;
    const trap = await listen((_, response) => {
      lookups += 1;
      response.end();
    });
    const hidden = {
      AWS_DEFAULTS_MODE: 'auto',
      AWS_EC2_METADATA_SERVICE_ENDPOINT: trap,
      AWS_ENDPOINT_URL: trap,
      AWS_ENDPOINT_URL_S3: trap,
      AWS_REGION: 'eu-central-1',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: trap,
      AWS_USE_FIPS_ENDPOINT: 'true',
      AWS_REQUEST_CHECKSUM_CALCULATION: 'WHEN_SUPPORTED',
    };
    const before = { ...process.env };
    Object.assign(process.env, hidden);
    try {
      const seen: (string | undefined)[] = [];
      const endpoint = await listen((request, response) => {
        seen.push(request.url, request.headers.authorization?.split('/')[2]);
        expect(Object.keys(request.headers).join(' ')).not.toMatch(/checksum|trailer/);
        request.resume();
        response.end();
      });
      const store = await storeAt(endpoint);
      await store.put('a', Buffer.from('x'), text);
      expect(seen).toEqual(['/b/a?x-id=PutObject', 'us-east-1']);
      expect(lookups).toBe(0);
    } finally {
      for (const name of Object.keys(hidden)) {
        if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
      }
    }
  });
});
