const allowed: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);

/** An address that a link in a text may lead to; undefined for every other. */
export function safeLink(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  try {
    // Without a base: an address that is relative would be one of this page.
    const url = new URL(address);
    return allowed.has(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}
