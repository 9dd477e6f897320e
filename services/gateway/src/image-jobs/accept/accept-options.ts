import type { ImageJobView, ImageKind, WorkerHeartbeat } from '@atelier/contracts';
import type { Database } from '@atelier/database';
import type { Logger } from '@atelier/logging';
import type { BlobStore } from '@atelier/storage';
import type { IdempotencyClaim } from '../../http/handlers.js';
import type { Models } from '../../models/start-models.js';
import type { Moderator } from '../../moderation/moderator.js';
import type { PictureDecoder } from '../../uploads/picture-decoder.js';

/** What accepting picture jobs needs. */
export interface AcceptOptions {
  readonly database: Pick<Database, 'imageJobs' | 'recipes' | 'idempotency' | 'transaction'>;
  readonly blobs: Pick<BlobStore, 'get' | 'put' | 'delete'>;
  readonly decoder: PictureDecoder;
  readonly moderator: Moderator;
  readonly models: Pick<Models, 'imageModel' | 'imageDefaults'>;
  /** Diffusion workers that show a sign of life. */
  readonly workers: () => Promise<readonly WorkerHeartbeat[]>;
  /** @throws AppError `INVALID_INPUT` for an address that may not be told anything. */
  readonly checkWebhookUrl: (url: string) => Promise<void>;
  /** Unfinished picture jobs an owner may have. */
  readonly maxUnfinishedJobs: number;
  /** Called with each job that was accepted. */
  readonly onAccepted: (kind: ImageKind) => void;
}

/** A request as it comes in. */
export interface AcceptCall {
  readonly ownerId: string;
  readonly requestId: string;
  /** The span that it belongs to, where requests are traced. */
  readonly traceparent?: string | undefined;
  readonly log: Logger;
  /** Aborts when the client leaves; what is not accepted by then is not. */
  readonly signal: AbortSignal;
  /** The answer is kept under it, together with the job. */
  readonly idempotency?: IdempotencyClaim | undefined;
}

/** A job that was accepted, or one from before that answers the same. */
export interface AcceptedJob {
  readonly job: ImageJobView;
  readonly reused: boolean;
}
