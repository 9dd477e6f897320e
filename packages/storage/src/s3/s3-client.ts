import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';

export interface S3ClientOptions {
  /** Address of the server; Amazon's when left out. */
  readonly endpoint?: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** `endpoint/bucket/key` instead of `bucket.endpoint/key`; true when there is an endpoint. */
  readonly forcePathStyle?: boolean;
}

const connectionTimeoutMs = 3_000;
const maxSockets = 64;

/**
 * A client that knows only what it is told: everything that the SDK would otherwise look up in the
 * environment, in files of the home folder or at a cloud's metadata address is set here.
 */
export function createS3Client(options: S3ClientOptions, timeoutMs: number): S3Client {
  const { endpoint, region, accessKeyId, secretAccessKey } = options;
  const agent = { keepAlive: true, maxSockets };
  return new S3Client({
    ...(endpoint === undefined ? { ignoreConfiguredEndpointUrls: true } : { endpoint }),
    region,
    forcePathStyle: options.forcePathStyle ?? endpoint !== undefined,
    credentials: { accessKeyId, secretAccessKey },
    requestHandler: new NodeHttpHandler({
      connectionTimeout: Math.min(connectionTimeoutMs, timeoutMs),
      httpAgent: new HttpAgent(agent),
      httpsAgent: new HttpsAgent(agent),
    }),
    maxAttempts: 3,
    retryMode: 'standard',
    // Other servers know neither the newer checksums nor the trailers that carry them.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    expectContinueHeader: false,
    followRegionRedirects: false,
    defaultsMode: 'standard',
    authSchemePreference: [],
    sigv4aSigningRegionSet: [region],
    userAgentAppId: 'atelier',
    useArnRegion: false,
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    disableS3ExpressSessionAuth: true,
    disableMultiregionAccessPoints: true,
  });
}
