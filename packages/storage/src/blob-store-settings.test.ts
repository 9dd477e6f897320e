import { describe, expect, it } from '@jest/globals';
import { loadBlobStoreConfig } from './blob-store-settings.js';

const keys = { S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: 'secret' };

describe('loadBlobStoreConfig', () => {
  it('takes a folder', () => {
    expect(loadBlobStoreConfig({ BLOB_DIR: 'data/blobs' })).toEqual({
      kind: 'folder',
      root: 'data/blobs',
    });
  });

  it('prefers a bucket once one is named', () => {
    const environment = { BLOB_DIR: 'data/blobs', S3_BUCKET: 'pictures', ...keys };
    expect(loadBlobStoreConfig(environment)).toMatchObject({ kind: 's3', bucket: 'pictures' });
  });

  it('says what is missing', () => {
    expect(() => loadBlobStoreConfig({})).toThrow('BLOB_DIR or S3_BUCKET is missing');
    expect(() => loadBlobStoreConfig({ S3_ENDPOINT: 'http://127.0.0.1:9000', ...keys })).toThrow(
      'S3 needs S3_BUCKET',
    );
  });
});
