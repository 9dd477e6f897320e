/** Breaks text into lines of at most `columns` characters: at spaces, and inside longer words. */
export function wrapText(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ').filter(Boolean)) {
      if (line !== '' && line.length + 1 + word.length <= columns) {
        line += ` ${word}`;
        continue;
      }
      if (line !== '') lines.push(line);
      line = word;
      while (line.length > columns) {
        lines.push(line.slice(0, columns));
        line = line.slice(columns);
      }
    }
    if (line !== '') lines.push(line);
  }
  return lines;
}
