export { defineJob, drawImage, type JobDefinition } from './job-definition.js';
export {
  createJobProducer,
  type JobCounts,
  type JobProducer,
  type JobProducerOptions,
  type JobState,
} from './producer.js';
export { createJobConsumer } from './consumer.js';
export type {
  AttemptContext,
  AttemptOutcome,
  JobConsumer,
  JobConsumerOptions,
} from './consumer-options.js';
export {
  createReplayLog,
  type NumberedEvent,
  type ReplayLog,
  type ReplayLogOptions,
} from './replay-log.js';
export { openCancelWatch, type CancelWatch } from './cancel-watch.js';
export { createCancels, type Cancels, type CancelsOptions } from './cancels.js';
export {
  createEventPublisher,
  type EventPublisher,
  type EventPublisherOptions,
} from './event-publisher.js';
export {
  createEventSubscriber,
  type EventSubscriber,
  type EventSubscriberOptions,
} from './event-subscriber.js';
export { createHeartbeats, type Heartbeats, type HeartbeatsOptions } from './heartbeats.js';
export {
  createRateLimits,
  type Pass,
  type RateLimits,
  type RateLimitsOptions,
} from './rate-limits.js';
