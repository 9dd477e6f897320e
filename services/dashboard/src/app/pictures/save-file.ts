/** Lets the browser save a file. The name is cleaned, so that it stays a name. */
export function saveFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName(name);
  link.click();
  // The browser reads it after the click.
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, 60_000);
}

const maxLength = 80;

/** A file name of letters, digits and dashes; hidden and turned-around characters go. */
export function fileName(name: string): string {
  const [, stem = name, ending = ''] = /^(.*)\.([a-z0-9]{1,5})$/is.exec(name) ?? [];
  const short = clean(Array.from(stem).slice(0, maxLength).join('')) || 'picture';
  return ending === '' ? short : `${short}.${ending}`;
}

function clean(part: string): string {
  return part.replace(/[^\p{L}\p{N}_]+/gu, '-').replace(/^-+|-+$/g, '');
}
