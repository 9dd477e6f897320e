import type {
  DrawnImage,
  ImageFormat,
  ImageJobStatus,
  ImageKind,
  ImageWork,
  JobSettings,
  Warning,
} from '@atelier/contracts';
import type { WireError } from '@atelier/errors';
import type { JobResult, RedrawOf } from '../schema/image-jobs.js';

/** An accepted request for pictures. */
export interface ImageJob {
  readonly id: string;
  readonly ownerId: string;
  /** The caller's own name for who asked. */
  readonly userLabel: string;
  /** Undefined for a job outside a conversation, or one whose conversation was deleted. */
  readonly conversationId: string | undefined;
  readonly requestId: string;
  /** The span that asked for it, where requests are traced. */
  readonly traceparent: string | undefined;
  readonly status: ImageJobStatus;
  readonly settings: JobSettings;
  readonly kind: ImageKind;
  readonly work: ImageWork;
  /** The picture that it starts from, where that is one of the gallery and still there. */
  readonly sourceImageId: string | undefined;
  /** The picture that it draws again. */
  readonly redrawOf: RedrawOf | undefined;
  readonly recipeHash: string | undefined;
  /** 0 for small jobs that somebody waits for, 1 for batches. */
  readonly priority: number;
  /** Present once it has succeeded; jobs of older versions have none. */
  readonly result: JobResult | undefined;
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

/** A finished picture. `key` says where it lies in the blob store. */
export interface StoredImage extends Omit<DrawnImage, 'thumbnail' | 'look'> {
  readonly id: string;
  readonly ownerId: string;
  readonly jobId: string;
  readonly format: ImageFormat;
  /** Undefined for pictures of older versions. */
  readonly thumbnailKey: string | undefined;
  readonly thumbnailBytes: number | undefined;
  readonly look: string | undefined;
  readonly tags: readonly string[];
  readonly favourite: boolean;
  /** Since when its file is known to be gone from the blob store. */
  readonly missingAt: Date | undefined;
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
  readonly traceparent?: string | undefined;
  readonly settings: JobSettings;
  readonly warnings: readonly Warning[];
  /** Left out: to draw from words alone. */
  readonly work?: ImageWork | undefined;
  readonly sourceImageId?: string | undefined;
  readonly redrawOf?: RedrawOf | undefined;
  readonly recipeHash?: string | undefined;
  /** Left out: 0, a small job that somebody waits for. */
  readonly priority?: number | undefined;
  /** Who is to be told of its end. */
  readonly webhookUrl?: string | undefined;
}
