export { createClient } from './client.js';
export type { CallOptions, ChatOptions } from './call-options.js';
export type { Client, ClientOptions } from './client.js';
export type { ConversationPage } from './conversation-calls.js';
export type { Fetch } from './call.js';
export type { WaitOptions } from './wait-for-image-job.js';
export type { TurnEvent, TurnEventsOptions, TurnWish } from './turn-events.js';
