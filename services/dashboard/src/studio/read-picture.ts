import { maxUploadBytes } from '@atelier/contracts';

/** Why a file can't be sent as a picture; undefined when it can. */
export function pictureProblem({ type, size }: Pick<File, 'type' | 'size'>): string | undefined {
  if (!/^image\/(png|jpeg|webp)$/.test(type)) return 'Choose a PNG, JPEG or WebP picture.';
  if (size <= maxUploadBytes) return undefined;
  return `A picture may have ${maxUploadBytes / 1024 / 1024} MiB at most.`;
}

/** The file as a data URL. */
export function toDataUrl(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      if (typeof reader.result === 'string') resolve(reader.result);
    };
    reader.onerror = () => {
      reject(new Error('The file could not be read.', { cause: reader.error }));
    };
    reader.readAsDataURL(file);
  });
}
