/**
 * Lines of a byte stream without their ends; empty lines are left out.
 *
 * @throws Error when a line is longer than `maxLength` UTF-16 units.
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  maxLength: number,
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let pending = '';
  for await (const chunk of chunks) {
    pending += decoder.decode(chunk, { stream: true });
    const lines = pending.split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield line;
    if (pending.length > maxLength) throw new Error('A line is too long.');
  }
  pending += decoder.decode();
  if (pending !== '') yield pending;
}
