import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { imageKey } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import { createTestDatabase, tempDir, waitFor } from '@atelier/testkit';
import { v7 as uuidv7 } from 'uuid';
import { testApp } from '../../http/testing/test-app.js';
import { createGalleryFixture, type GalleryFixture } from '../testing/gallery-fixture.js';
import { exportHandler, type ExportOptions } from './export.handler.js';

const path = '/api/v1/images/export';

let fixture: GalleryFixture;
beforeAll(async () => {
  fixture = await createGalleryFixture({
    testDatabase: await createTestDatabase(),
    dir: await tempDir(),
  });
});
afterAll(() => fixture.close());

interface Unzipped {
  readonly files: Readonly<Record<string, string>>;
  /** 0 is stored as it is. */
  readonly methods: readonly number[];
  readonly damaged: string | null;
}

/** Python's reader, which knows nothing of our writer. */
const unzip = `
import base64, json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    print(json.dumps({"files": {n: base64.b64encode(z.read(n)).decode() for n in z.namelist()},
        "methods": [i.compress_type for i in z.infolist()], "damaged": z.testzip()}))
`;

async function readZip(bytes: Buffer): Promise<Unzipped> {
  const dir = await tempDir();
  try {
    const file = join(dir.path, 'a.zip');
    await writeFile(file, bytes);
    const { stdout } = await promisify(execFile)('python3', ['-c', unzip, file]);
    return JSON.parse(stdout) as Unzipped;
  } finally {
    await dir.remove();
  }
}

interface Recipes {
  readonly version: number;
  readonly pictures: readonly Record<string, unknown>[];
}

async function exported(ids: readonly string[]) {
  const reply = await fixture
    .api()
    .post(path)
    .send({ ids })
    .buffer(true)
    .parse((response, done) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        done(null, Buffer.concat(chunks));
      });
    });
  expect(reply.status).toBe(200);
  const { files, ...zip } = await readZip(reply.body as Buffer);
  const json = Buffer.from(files['recipes.json'] ?? '', 'base64').toString();
  return { reply, files, ...zip, recipes: JSON.parse(json) as Recipes };
}

describe('an export', () => {
  it('has the pictures as they are, and their recipes', async () => {
    const two = await fixture.draw({ count: 2, settings: { prompt: 'Zwei Füchse' } });
    const webp = await fixture.draw({ format: 'webp', settings: { seed: 7 } });
    const { reply, files, methods, damaged, recipes } = await exported([...two.ids, webp.id]);
    expect(reply.headers).toMatchObject({
      'content-type': 'application/zip',
      'cache-control': 'no-store',
    });
    expect(reply.headers['content-disposition']).toMatch(
      /^attachment; filename="atelier-pictures-[\d-]{10}\.zip"$/,
    );
    const names = Object.keys(files);
    expect(names.map((name) => name.replace(/^\d{4}-\d\d-\d\d-/, ''))).toEqual([
      'zwei-füchse-42.png',
      'zwei-füchse-43.png',
      'a-red-boat-42.webp',
      'recipes.json',
    ]);
    expect([damaged, new Set(methods)]).toEqual([null, new Set([0])]);
    expect(files[names[1] ?? '']).toBe(two.bytes.toString('base64'));
    expect(files[names[2] ?? '']).toBe(webp.bytes.toString('base64'));
    expect(recipes.version).toBe(1);
    expect(recipes.pictures.map(({ file }) => file)).toEqual(names.slice(0, 3));
    expect(recipes.pictures[0]).toMatchObject({
      id: two.id,
      seed: 42,
      settings: { prompt: 'Zwei Füchse', negative_prompt: 'fog', steps: 10 },
      engine: { engine: 'mock' },
      work: { kind: 'generate' },
    });
  });

  it('leaves out what is somebody else’s, and files that are gone', async () => {
    const mine = await fixture.draw();
    const gone = await fixture.draw();
    const theirs = await fixture.draw({ ownerId: fixture.strangerId });
    await fixture.blobs.delete(imageKey(gone.jobId, 0));
    const { files, recipes } = await exported([theirs.id, gone.id, mine.id, mine.id, uuidv7()]);
    expect(Object.keys(files)).toHaveLength(2);
    expect(recipes.pictures.map(({ id, missing }) => [id, missing])).toEqual([
      [gone.id, true],
      [mine.id, undefined],
    ]);
    for (const ids of [[theirs.id], [uuidv7()]]) {
      expect((await fixture.api().post(path).send({ ids })).status).toBe(404);
    }
  });

  it('tells two pictures of one name apart', async () => {
    const [one, two] = [await fixture.draw(), await fixture.draw()];
    const { files } = await exported([one.id, two.id]);
    expect(Object.keys(files)[1]).toMatch(/-a-red-boat-42-2\.png$/);
  });
});

describe('a long export', () => {
  const servers: Server[] = [];
  afterAll(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });

  /** Many pictures, each read from a stream that is watched. */
  async function serve(open: ExportOptions['files']['open']) {
    const picture = await fixture.draw();
    const found = await fixture.database.gallery.findPictures(fixture.ownerId, [picture.id]);
    const gallery = { findPictures: () => Promise.resolve(Array(50).fill(found[0])) };
    const { app } = testApp({
      handlers: { exportImages: exportHandler({ gallery, files: { open } }) },
    });
    const server = createServer(app);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const body = JSON.stringify({ ids: [picture.id] });
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    return { host: '127.0.0.1', port, path, method: 'POST', headers, body };
  }

  it('is read no faster than the client takes it, and ends when he leaves', async () => {
    const opened: Readable[] = [];
    const { body, ...options } = await serve(() => {
      const stream = Readable.from(
        (function* () {
          for (let chunk = 0; chunk < 160; chunk += 1) yield Buffer.alloc(65_536);
        })(),
      );
      opened.push(stream);
      return Promise.resolve({ stream, bytes: 160 * 65_536 });
    });
    const leave = await new Promise<() => void>((resolve, reject) => {
      const request = httpRequest(options, (response) => {
        response.once('readable', () => {
          resolve(() => {
            response.destroy();
          });
        });
      });
      request.on('error', reject);
      request.end(body);
    });
    // Sockets hold a few MB; 500 MB stay where they are.
    expect(opened.length).toBeLessThan(5);
    leave();
    await waitFor(() => Promise.resolve(opened.every((stream) => stream.destroyed)));
    expect(opened.length).toBeLessThan(5);
  });

  it('that fails at once is a problem, and later a broken answer', async () => {
    const broken = await serve(() => Promise.reject(new AppError('STORAGE_UNAVAILABLE')));
    const url = `http://127.0.0.1:${broken.port}${path}`;
    const { body } = broken;
    const headers = { 'content-type': 'application/json' };
    const first = await fetch(url, { method: 'POST', headers, body });
    expect(first.status).toBe(503);

    let asked = 0;
    const later = await serve(() => {
      asked += 1;
      if (asked > 2) return Promise.reject(new AppError('STORAGE_UNAVAILABLE'));
      return Promise.resolve({ stream: Readable.from([Buffer.alloc(9)]), bytes: 9 });
    });
    const second = fetch(`http://127.0.0.1:${later.port}${path}`, {
      method: 'POST',
      headers,
      body,
    });
    await expect(second.then((response) => response.arrayBuffer())).rejects.toThrow();
  });
});
