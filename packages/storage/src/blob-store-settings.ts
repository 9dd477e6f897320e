import { loadConfig } from '@atelier/config';
import { AppError } from '@atelier/errors';
import { z } from 'zod';
import type { BlobStoreConfig } from './create-blob-store.js';

/** Where pictures are kept: a folder, or a bucket when `S3_ENDPOINT` or `S3_BUCKET` is given. */
export const BlobStoreSettings = z.object({
  BLOB_DIR: z.string().optional().meta({ description: 'Folder for pictures.' }),
  S3_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'use http://… or https://…' })
    .optional()
    .meta({ description: 'S3 server for pictures, instead of a folder.' }),
  S3_BUCKET: z.string().optional().meta({ description: 'Bucket; it must exist.' }),
  S3_REGION: z.string().default('us-east-1').meta({ description: 'Region of the bucket.' }),
  S3_ACCESS_KEY_ID: z.string().optional().meta({ description: 'Key id for the bucket.' }),
  S3_SECRET_ACCESS_KEY: z.string().optional().meta({ description: 'Secret key for the bucket.' }),
});

/**
 * The picture store that the environment describes.
 *
 * @throws AppError `INVALID_CONFIG`
 */
export function loadBlobStoreConfig(
  environment: Readonly<Record<string, string | undefined>>,
): BlobStoreConfig {
  const settings = loadConfig(BlobStoreSettings, environment);
  const { S3_ENDPOINT: endpoint, S3_BUCKET: bucket, BLOB_DIR: root } = settings;
  if (endpoint === undefined && bucket === undefined) {
    if (root !== undefined) return { kind: 'folder', root };
    throw new AppError('INVALID_CONFIG', 'Configuration: BLOB_DIR or S3_BUCKET is missing.');
  }
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = settings;
  if (bucket === undefined || accessKeyId === undefined || secretAccessKey === undefined) {
    throw new AppError(
      'INVALID_CONFIG',
      'Configuration: S3 needs S3_BUCKET, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY.',
    );
  }
  const region = settings.S3_REGION;
  return {
    kind: 's3',
    ...(endpoint !== undefined && { endpoint }),
    region,
    bucket,
    accessKeyId,
    secretAccessKey,
  };
}
