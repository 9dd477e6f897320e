import { statfs } from 'node:fs/promises';

/** Bytes that the disk below this folder still takes. */
export type FreeBytes = (folder: string) => Promise<number>;

export const freeBytesOnDisk: FreeBytes = async (folder) => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};
