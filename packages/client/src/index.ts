export { createClient } from './client.js';
export type { CallOptions, ChatOptions, Client, ClientOptions } from './client.js';
export type { Fetch } from './call.js';
export type { WaitOptions } from './wait-for-image-job.js';
