import type { Connection } from '../connection.js';
import { withDatabaseErrors } from '../database-error.js';
import { createApiKeyStore, type ApiKeyStore } from './api-keys.store.js';
import { createBlobDeletionStore, type BlobDeletionStore } from './blob-deletions.store.js';
import { createConversationStore, type ConversationStore } from './conversations.store.js';
import { createGalleryStore, type GalleryStore } from './gallery.store.js';
import { createGalleryUpkeepStore, type GalleryUpkeepStore } from './gallery-upkeep.store.js';
import { createIdempotencyStore, type IdempotencyStore } from './idempotency.store.js';
import { createImageJobReportStore, type ImageJobReportStore } from './image-job-reports.store.js';
import { createImageJobSurveyStore, type ImageJobSurveyStore } from './image-job-survey.store.js';
import { createMessageStore, type MessageStore } from './messages.store.js';
import { createOutboxStore, type OutboxStore } from './outbox.store.js';
import { createOwnedImageJobStore, type OwnedImageJobStore } from './owned-image-jobs.store.js';
import { createRecipeStore, type RecipeStore } from './recipes.store.js';
import { createSearchStore, type SearchStore } from './search.store.js';
import { createSecretStore, type SecretStore } from './secrets.store.js';
import { createTranscriptStore, type TranscriptStore } from './transcripts.store.js';
import { createTurnStore, type TurnStore } from './turns.store.js';
import { createUserStore, type UserStore } from './users.store.js';
import { createWaitingLineStore, type WaitingLineStore } from './waiting-line.store.js';
import { createWebhookStore, type WebhookStore } from './webhooks.store.js';

/** Image jobs: what requests may do (owner first), what workers report, and upkeep. */
export interface ImageJobStore
  extends OwnedImageJobStore, ImageJobReportStore, ImageJobSurveyStore {}

/**
 * Everything that is kept in Postgres. Ids are UUIDs, made by the caller and parsed at the edge.
 * Each call throws AppError `DATABASE_UNAVAILABLE` or `STORAGE_FULL` when Postgres can't serve it.
 */
export interface Stores {
  readonly users: UserStore;
  readonly conversations: ConversationStore;
  readonly messages: MessageStore;
  readonly transcripts: TranscriptStore;
  readonly search: SearchStore;
  readonly turns: TurnStore;
  readonly imageJobs: ImageJobStore;
  readonly gallery: GalleryStore & GalleryUpkeepStore;
  readonly blobDeletions: BlobDeletionStore;
  readonly secrets: SecretStore;
  readonly recipes: RecipeStore;
  readonly outbox: OutboxStore;
  readonly waitingLine: WaitingLineStore;
  readonly webhooks: WebhookStore;
  readonly idempotency: IdempotencyStore;
  readonly apiKeys: ApiKeyStore;
}

/** The stores over one connection: the pool, or a transaction. */
export function createStores(connection: Connection): Stores {
  return {
    users: withDatabaseErrors(createUserStore(connection)),
    conversations: withDatabaseErrors(createConversationStore(connection)),
    messages: withDatabaseErrors(createMessageStore(connection)),
    transcripts: withDatabaseErrors(createTranscriptStore(connection)),
    search: withDatabaseErrors(createSearchStore(connection)),
    turns: withDatabaseErrors(createTurnStore(connection)),
    imageJobs: withDatabaseErrors({
      ...createOwnedImageJobStore(connection),
      ...createImageJobReportStore(connection),
      ...createImageJobSurveyStore(connection),
    }),
    gallery: withDatabaseErrors({
      ...createGalleryStore(connection),
      ...createGalleryUpkeepStore(connection),
    }),
    blobDeletions: withDatabaseErrors(createBlobDeletionStore(connection)),
    secrets: withDatabaseErrors(createSecretStore(connection)),
    recipes: withDatabaseErrors(createRecipeStore(connection)),
    outbox: withDatabaseErrors(createOutboxStore(connection)),
    waitingLine: withDatabaseErrors(createWaitingLineStore(connection)),
    webhooks: withDatabaseErrors(createWebhookStore(connection)),
    idempotency: withDatabaseErrors(createIdempotencyStore(connection)),
    apiKeys: withDatabaseErrors(createApiKeyStore(connection)),
  };
}
