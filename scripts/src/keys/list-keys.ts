import type { ApiKey } from '@atelier/database';

const heads = ['id', 'user', 'name', 'begins', 'scopes', 'made', 'last used', 'state'];

/** The rows of the list, with a line of heads. Nothing a name holds can move the cursor. */
export function listKeys(keys: readonly ApiKey[]): readonly string[] {
  const rows = keys.map((key) => [
    key.id,
    printable(key.userName),
    printable(key.name),
    key.hint,
    key.scopes.join(','),
    minuteOf(key.createdAt),
    key.lastUsedAt ? minuteOf(key.lastUsedAt) : 'never',
    key.revokedAt ? `revoked ${minuteOf(key.revokedAt)}` : 'in force',
  ]);
  const all = [heads, ...rows];
  const widths = heads.map((_, column) =>
    Math.max(...all.map((row) => (row[column] ?? '').length)),
  );
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** `2026-01-31 12:00`, in UTC. */
function minuteOf(moment: Date): string {
  return moment.toISOString().slice(0, 16).replace('T', ' ');
}

function printable(text: string): string {
  return text.replaceAll(/\p{C}/gu, '?');
}
