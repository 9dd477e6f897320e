import type { DrawnImage, ImageJobStatus, ImageSettings, Warning } from '@atelier/contracts';
import type { WireError } from '@atelier/errors';

/** An accepted request for pictures. */
export interface ImageJob {
  readonly id: string;
  readonly ownerId: string;
  /** The caller's own name for who asked. */
  readonly userLabel: string;
  /** Undefined for a job outside a conversation, or one whose conversation was deleted. */
  readonly conversationId: string | undefined;
  readonly requestId: string;
  readonly status: ImageJobStatus;
  readonly settings: ImageSettings;
  readonly warnings: readonly Warning[];
  /** How many times the job was put on the queue. */
  readonly generation: number;
  /** The largest fence number that has reported; 0 before the first. */
  readonly fence: number;
  /** Denoising step reached, from 0 to `steps`. */
  readonly step: number;
  /** Denoising steps of the whole job. */
  readonly steps: number;
  /** Present exactly when the job has failed. */
  readonly error: WireError | undefined;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly startedAt: Date | undefined;
  /** Present exactly when the status is final. */
  readonly finishedAt: Date | undefined;
}

/** A finished picture. `key` says where its PNG lies in the blob store. */
export interface StoredImage extends DrawnImage {
  readonly id: string;
  readonly ownerId: string;
  readonly jobId: string;
  readonly createdAt: Date;
}

/** A job with its pictures in the order of their index. */
export interface ImageJobWithImages extends ImageJob {
  readonly images: readonly StoredImage[];
}

export interface NewImageJob {
  readonly id: string;
  readonly ownerId: string;
  readonly userLabel: string;
  readonly conversationId?: string | undefined;
  readonly requestId: string;
  readonly settings: ImageSettings;
  readonly warnings: readonly Warning[];
}
