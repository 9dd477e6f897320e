// Whether the object store of yours takes, gives and forgets a picture with the keys it was given:
// what the profile s3-external runs once.
import { createBlobStore, loadBlobStoreConfig } from '@atelier/storage';

const blobs = await createBlobStore(loadBlobStoreConfig(process.env));
await blobs.check();
blobs.close();
console.log(`The bucket ${process.env['S3_BUCKET']} can be used.`);
