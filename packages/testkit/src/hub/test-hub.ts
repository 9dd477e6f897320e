import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toBlob, type HubBlob, type HubContent } from './hub-content.js';
import { sendContent, type HubFault, type HubRequest } from './hub-faults.js';

/**
 * A model hub on loopback, with the paths that a client uses: revision, tree with pages, resolve with
 * ranges, and redirects to a second host for what is kept in LFS.
 */
export interface TestHub {
  /** For HF_ENDPOINT. */
  readonly url: string;
  /** The second host. */
  readonly filesUrl: string;
  /** Everything that was asked, oldest first. */
  readonly requests: HubRequest[];
  /** Bytes of files sent so far. */
  sentBytes(): number;
  /** Puts a commit into a repository and moves `main` to it. Gives the commit. */
  commit(repository: string, files: Readonly<Record<string, HubContent>>): Promise<string>;
  /** What a repository's listing says, instead of the truth. */
  list(repository: string, entries: readonly unknown[] | undefined): void;
  /** Asked for each request; undefined answers as it should. */
  fault: (request: HubRequest) => HubFault | undefined;
  /** Entries on one page of a listing. */
  pageSize: number;
  close(): Promise<void>;
}

interface Repository {
  readonly commits: Map<string, readonly HubBlob[]>;
  main: string;
  listing: readonly unknown[] | undefined;
}

export async function startTestHub(): Promise<TestHub> {
  const repositories = new Map<string, Repository>();
  const requests: HubRequest[] = [];
  let sent = 0;
  const onSent = (bytes: number) => {
    sent += bytes;
  };
  const servers: Server[] = [];
  const listen = async (
    host: HubRequest['host'],
    answer: (request: HubRequest, response: ServerResponse, fault: HubFault) => Promise<void>,
  ) => {
    const server = createServer((incoming, response) => {
      response.on('error', () => undefined);
      const request = toRequest(host, incoming);
      requests.push(request);
      const fault = hub.fault(request) ?? {};
      if (fault.hang === true) return;
      if (fault.status !== undefined || fault.json !== undefined) {
        response.writeHead(fault.status ?? 200, {
          'content-type': 'application/json',
          ...fault.headers,
        });
        response.end(JSON.stringify(fault.json ?? { error: 'as the test wants it' }));
        return;
      }
      answer(request, response, fault).catch(() => response.destroy());
    });
    servers.push(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  const filesUrl = await listen('files', async (request, response, fault) => {
    const sha256 = /^\/lfs\/([0-9a-f]{64})/.exec(request.url)?.[1];
    const blobs = [...repositories.values()].flatMap(({ commits }) => [...commits.values()].flat());
    const blob = blobs.find((one) => one.sha256 === sha256);
    if (!blob) {
      response.writeHead(404).end();
      return;
    }
    const sending = { ...contentOf(blob, fault), headers: {} };
    await sendContent(response, sending, request.range, fault, onSent);
  });
  const url = await listen('hub', async (request, response, fault) => {
    const [path = '', query = ''] = request.url.split('?');
    const api = /^\/api\/models\/([^/]+\/[^/]+)\/(revision|tree)\/(.+)$/.exec(path);
    const file = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(path);
    const [, name = '', what = 'resolve', rest = ''] = api ?? file ?? [];
    const repository = repositories.get(name);
    const revision = decodeURIComponent(api ? rest : what);
    const commit = revision === 'main' ? repository?.main : revision;
    const blobs = repository?.commits.get(commit ?? '');
    if (!repository || !commit || !blobs) {
      response.writeHead(404, { 'x-error-code': repository ? 'RevisionNotFound' : 'RepoNotFound' });
      response.end('{}');
      return;
    }
    if (api && what === 'revision') {
      sendJson(response, { _id: '1', id: name, sha: commit, lastModified: '2026-01-01', likes: 0 });
      return;
    }
    if (api) {
      const entries = repository.listing ?? toEntries(blobs);
      const from = Number(new URLSearchParams(query).get('cursor') ?? 0);
      const to = from + hub.pageSize;
      const next = `<${url}${path}?recursive=true&cursor=${to}>; rel="next"`;
      sendJson(response, entries.slice(from, to), to < entries.length ? { link: next } : {});
      return;
    }
    const blob = blobs.find((one) => one.path === decodeURIComponent(rest));
    if (!blob) {
      response.writeHead(404, { 'x-error-code': 'EntryNotFound' }).end();
      return;
    }
    const headers = { 'x-repo-commit': commit, etag: `"${blob.gitOid}"` };
    if (!blob.lfs) {
      const sending = { ...contentOf(blob, fault), headers };
      await sendContent(response, sending, request.range, fault, onSent);
      return;
    }
    response.writeHead(302, {
      ...headers,
      'x-linked-size': String(blob.bytes),
      'x-linked-etag': `"${blob.sha256}"`,
      location: `${filesUrl}/lfs/${blob.sha256}?signature=1`,
      ...fault.headers,
    });
    response.end();
  });

  const hub: TestHub = {
    url,
    filesUrl,
    requests,
    sentBytes: () => sent,
    commit: async (name, files) => {
      const blobs = await Promise.all(
        Object.entries(files).map(([path, content]) => toBlob(path, content)),
      );
      const before = repositories.get(name);
      const hash = createHash('sha1').update(before?.main ?? '');
      for (const { path, sha256 } of blobs) hash.update(`${path}\0${sha256}\0`);
      const commit = hash.digest('hex');
      const commits = before?.commits ?? new Map<string, readonly HubBlob[]>();
      commits.set(commit, blobs);
      repositories.set(name, { commits, main: commit, listing: undefined });
      return commit;
    },
    list: (name, entries) => {
      const repository = repositories.get(name);
      if (repository) repository.listing = entries;
    },
    fault: () => undefined,
    pageSize: 1_000,
    close: async () => {
      await Promise.all(
        servers.map(async (server) => {
          server.closeAllConnections();
          await new Promise((done) => server.close(done));
        }),
      );
    },
  };
  return hub;
}

/** What a truthful listing says of these files. */
function toEntries(blobs: readonly HubBlob[]): readonly unknown[] {
  const folders = new Set<string>();
  for (const { path } of blobs) {
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
      folders.add(path.slice(0, at));
    }
  }
  return [
    ...[...folders].map((path) => ({ type: 'directory', oid: '0'.repeat(40), size: 0, path })),
    ...blobs.map(({ path, bytes, gitOid, sha256, lfs }) => ({
      type: 'file',
      oid: gitOid,
      size: bytes,
      path,
      ...(lfs && { lfs: { oid: sha256, size: bytes, pointerSize: 134 } }),
    })),
  ];
}

function contentOf(blob: HubBlob, { content }: HubFault) {
  if (content === undefined) return { content: blob.content, bytes: blob.bytes };
  return { content, bytes: content.length };
}

function toRequest(host: HubRequest['host'], incoming: IncomingMessage): HubRequest {
  const { url = '/', headers } = incoming;
  const { authorization, range } = headers;
  const kind = /^\/api\/models\/[^/]+\/[^/]+\/(revision|tree)\//.exec(url)?.[1];
  const file = /^\/[^/]+\/[^/]+\/resolve\/[^/]+\/([^?]+)/.exec(url)?.[1];
  const ofFile = url.startsWith('/lfs/') ? 'blob' : 'other';
  return {
    host,
    url,
    authorization,
    range,
    kind: (kind as 'revision' | 'tree' | undefined) ?? (file === undefined ? ofFile : 'resolve'),
    path: file === undefined ? undefined : decodeURIComponent(file),
  };
}

function sendJson(
  response: ServerResponse,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
