export { text } from './text.js';
export { WireErrorShape } from './wire-error.js';
export * from './generation/text.js';
export * from './generation/tools.js';
export * from './generation/image.js';
export * from './generation/image-work.js';
export * from './generation/styles.js';
export * from './runtime/limits.js';
export * from './runtime/load.js';
export * from './runtime/command.js';
export * from './runtime/event.js';
export { runtimeSchema } from './runtime/schema.js';
export * from './jobs/draw.js';
export * from './events/chat.js';
export * from './events/socket.js';
export * from './events/image-job.js';
export * from './models/catalog.js';
export * from './models/manifest.js';
export * from './models/download-event.js';
export * from './models/model-view.js';
export * from './models/model-choice.js';
export * from './http/chat.js';
export * from './http/image-job.js';
export * from './http/image-request.js';
export * from './http/gallery.js';
export * from './http/direct-images.js';
export { maxPictureBodyBytes } from './http/image-job-endpoints.js';
export * from './http/health.js';
export * from './http/problem.js';
export * from './http/headers.js';
export * from './http/conversations.js';
export * from './http/api-key.js';
export * from './http/openai/request.js';
export * from './http/openai/reply.js';
export * from './http/openai/images-request.js';
export * from './http/openai/images-reply.js';
export { speaksOpenAi } from './http/openai/endpoints.js';
export { EnhanceReply, EnhanceRequest } from './http/prompts.js';
export { isRawReply, type Endpoint, type RawReply } from './http/endpoint.js';
export {
  endpoints,
  type EndpointBody,
  type EndpointInput,
  type EndpointName,
  type EndpointReply,
} from './http/endpoints.js';
export { openApiDocument } from './http/openapi.js';
