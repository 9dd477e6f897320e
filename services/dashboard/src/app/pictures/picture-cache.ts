/** Pictures that were fetched, as addresses that an `<img>` understands. */
export interface PictureCache {
  /** Takes hold of a picture; it stays until `release`, however full the cache is. */
  readonly hold: (url: string) => Promise<string>;
  readonly release: (url: string) => void;
  /** The address, where it is there already. */
  readonly peek: (url: string) => string | undefined;
  readonly clear: () => void;
}

export interface PictureCacheDeps {
  readonly fetch: (url: string) => Promise<Blob>;
  readonly createUrl: (file: Blob) => string;
  readonly revokeUrl: (address: string) => void;
  /** Of pictures that nobody holds, together. */
  readonly maxBytes: number;
}

interface Entry {
  readonly ready: Promise<string>;
  address?: string;
  bytes: number;
  holders: number;
}

/** Keeps what was used last while there is room, and revokes the rest. */
export function createPictureCache(deps: PictureCacheDeps): PictureCache {
  const { fetch, createUrl, revokeUrl, maxBytes } = deps;
  // In the order of use: the first is the next to go.
  const entries = new Map<string, Entry>();

  const drop = (url: string, entry: Entry) => {
    if (entries.get(url) === entry) entries.delete(url);
    if (entry.address !== undefined) revokeUrl(entry.address);
    delete entry.address;
  };
  const makeRoom = () => {
    const idle = [...entries].filter(([, { holders }]) => holders === 0);
    let bytes = idle.reduce((sum, [, entry]) => sum + entry.bytes, 0);
    for (const [url, entry] of idle) {
      if (bytes <= maxBytes) return;
      bytes -= entry.bytes;
      drop(url, entry);
    }
  };
  const load = (url: string): Entry => {
    const entry: Entry = {
      bytes: 0,
      holders: 0,
      ready: fetch(url).then(
        (file) => {
          const address = createUrl(file);
          if (entries.get(url) !== entry) {
            revokeUrl(address);
            throw new Error('The picture was let go of.');
          }
          entry.address = address;
          entry.bytes = file.size;
          makeRoom();
          return address;
        },
        (error: unknown) => {
          drop(url, entry);
          throw error;
        },
      ),
    };
    // Whoever holds it hears of a failure; with nobody left, nobody needs to.
    entry.ready.catch(() => undefined);
    return entry;
  };

  return {
    hold(url) {
      const entry = entries.get(url) ?? load(url);
      entries.delete(url);
      entries.set(url, entry);
      entry.holders += 1;
      return entry.ready;
    },
    release(url) {
      const entry = entries.get(url);
      if (!entry) return;
      entry.holders = Math.max(entry.holders - 1, 0);
      makeRoom();
    },
    peek: (url) => entries.get(url)?.address,
    clear() {
      for (const [url, entry] of [...entries]) drop(url, entry);
    },
  };
}
