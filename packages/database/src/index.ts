export { createDatabase, type Database, type DatabaseOptions } from './database.js';
export { migrateDatabase } from './migrate.js';
export {
  countGatewayConnections,
  openSnapshot,
  type DatabaseSnapshot,
  type SnapshotPicture,
} from './snapshot.js';
export type { ImageJobStore, Stores } from './stores/stores.js';
export type { UserStore } from './stores/users.store.js';
export type {
  Conversation,
  ConversationStore,
  DeletedImageJob,
} from './stores/conversations.store.js';
export type { Message, MessageStore, NewTurn, Turn } from './stores/messages.store.js';
export type { TranscriptStore } from './stores/transcripts.store.js';
export type { HitPlace, SearchHit, SearchStore } from './stores/search.store.js';
export type { RunningTurn, StoredTurn, TurnAnswer, TurnStore } from './stores/turns.store.js';
export type { ImageJob, ImageJobWithImages, NewImageJob, StoredImage } from './stores/image-job.js';
export type { GalleryPicture } from './stores/gallery-picture.js';
export type { GalleryStore } from './stores/gallery.store.js';
export type { GalleryUpkeepStore, PicturePlace } from './stores/gallery-upkeep.store.js';
export type { BlobDeletionStore } from './stores/blob-deletions.store.js';
export type { SecretStore } from './stores/secrets.store.js';
export type { RecipeStore } from './stores/recipes.store.js';
export type { OutboxStore } from './stores/outbox.store.js';
export type { Pace } from './stores/image-job-survey.store.js';
export type { WaitingLine, WaitingLineStore } from './stores/waiting-line.store.js';
export type { DueWebhook, WebhookStore } from './stores/webhooks.store.js';
export type { Claim, ClaimRequest, IdempotencyStore } from './stores/idempotency.store.js';
export type { ApiKey, ApiKeyStore, NewApiKey, ValidApiKey } from './stores/api-keys.store.js';
export type { JobResult, RedrawOf } from './schema/image-jobs.js';
