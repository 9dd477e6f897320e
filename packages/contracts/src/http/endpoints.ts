import type { z } from 'zod';
import { ChatReply, ChatRequest } from './chat.js';
import { chatEndpoints } from './chat-endpoints.js';
import { conversationEndpoints } from './conversation-endpoints.js';
import { directImageEndpoints } from './direct-images.js';
import type { Endpoint } from './endpoint.js';
import { galleryEndpoints } from './gallery-endpoints.js';
import { HealthView, ProbeView } from './health.js';
import { imageJobEndpoints } from './image-job-endpoints.js';
import { modelEndpoints } from './model-endpoints.js';
import { openAiEndpoints } from './openai/endpoints.js';
import { promptEndpoints } from './prompts.js';

/**
 * The whole public API. The gateway mounts exactly these, the OpenAPI document is made from them
 * and the client calls them.
 */
export const endpoints = {
  chat: {
    method: 'post',
    path: '/chat',
    summary: 'Say something; get text, or text and a picture job.',
    tag: 'chat',
    body: ChatRequest,
    reply: ChatReply,
    status: 200,
    idempotent: true,
    errors: [404, 409, 422, 503],
  },
  ...chatEndpoints,
  ...conversationEndpoints,
  ...openAiEndpoints,
  ...promptEndpoints,
  ...imageJobEndpoints,
  ...galleryEndpoints,
  ...directImageEndpoints,
  ...modelEndpoints,
  health: {
    method: 'get',
    path: '/health',
    summary: 'What works and what does not.',
    tag: 'health',
    reply: HealthView,
    status: 200,
    errors: [],
  },
  live: {
    method: 'get',
    path: '/health/live',
    summary: 'The gateway runs.',
    tag: 'health',
    reply: ProbeView,
    status: 200,
    errors: [],
  },
  ready: {
    method: 'get',
    path: '/health/ready',
    summary: 'Chat and pictures can be served. 503 while not.',
    tag: 'health',
    reply: ProbeView,
    status: 200,
    errors: [503],
  },
  openapi: {
    method: 'get',
    path: '/openapi.json',
    summary: 'This description.',
    tag: 'about',
    reply: { contentType: 'application/json', description: 'OpenAPI 3.1.' },
    status: 200,
    errors: [],
  },
} as const satisfies Record<string, Endpoint>;

/** The name of one method of one address. */
export type EndpointName = keyof typeof endpoints;

/** The parsed input of an endpoint. */
export interface EndpointInput<Name extends EndpointName> {
  readonly params: Parsed<(typeof endpoints)[Name], 'params'>;
  readonly query: Parsed<(typeof endpoints)[Name], 'query'>;
  readonly body: Parsed<(typeof endpoints)[Name], 'body'>;
}

/** The body of an endpoint as clients may send it. */
export type EndpointBody<Name extends EndpointName> = (typeof endpoints)[Name] extends {
  readonly body: infer Shape extends z.ZodType;
}
  ? z.input<Shape>
  : undefined;

/** What an endpoint answers with: its JSON, or `unknown` where it is not JSON. */
export type EndpointReply<Name extends EndpointName> = Parsed<(typeof endpoints)[Name], 'reply'>;

type Parsed<E, Part extends string> =
  E extends Record<Part, infer Shape>
    ? Shape extends z.ZodType
      ? z.output<Shape>
      : unknown
    : undefined;
