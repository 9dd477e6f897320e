import { sizeText, type ModelStore } from '@atelier/model-store';

/** The catalog as a table. */
export async function listModels({ list, catalog }: ModelStore): Promise<readonly string[]> {
  const standard = new Set(Object.values(catalog.standard));
  const rows = (await list()).map(({ entry, starter, status, bytes, progress }) => {
    const size = bytes ?? (entry.source === 'hub' ? entry.downloadBytes : undefined);
    const part =
      status === 'missing' && progress
        ? ` (${sizeText(progress.bytes)} of ${sizeText(progress.totalBytes)} here)`
        : '';
    const kind = [starter && 'starter', standard.has(entry.id) && 'standard'].filter(Boolean);
    return [
      entry.id,
      entry.task,
      status + part,
      size === undefined ? '' : `${bytes === undefined ? 'about ' : ''}${sizeText(size)}`,
      entry.licence.id,
      kind.join(', '),
    ];
  });
  const table = [['id', 'task', 'status', 'size', 'licence', ''], ...rows];
  const widths = table[0]?.map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  return table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths?.[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
