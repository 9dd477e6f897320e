import { z } from 'zod';
import { text } from '../../text.js';
import type { Endpoint } from '../endpoint.js';
import { maxPictureBodyBytes } from '../image-job-endpoints.js';
import { OpenAiImages } from './images-reply.js';
import { OpenAiImageEditRequest, OpenAiImageRequest } from './images-request.js';
import { ChatCompletion, OpenAiModel, OpenAiModelList } from './reply.js';
import { ChatCompletionRequest } from './request.js';

const pictures = {
  method: 'post',
  tag: 'openai',
  scope: 'pictures',
  reply: OpenAiImages,
  events: {
    contentType: 'text/event-stream',
    description: 'Server-sent events with an OpenAiImageEvent each.',
  },
  status: 200,
  idempotent: 'job',
  errors: [404, 409, 429, 503],
} as const;

/** The addresses that speak as OpenAI's do, errors included. */
export const openAiEndpoints = {
  createChatCompletion: {
    method: 'post',
    path: '/v1/chat/completions',
    summary: 'A chat completion in the shape of OpenAI, without history; stream: true streams it.',
    tag: 'openai',
    body: ChatCompletionRequest,
    reply: ChatCompletion,
    events: {
      contentType: 'text/event-stream',
      description: 'Server-sent events with a ChatCompletionChunk each, then [DONE].',
    },
    status: 200,
    errors: [404, 503],
  },
  listOpenAiModels: {
    method: 'get',
    path: '/v1/models',
    summary: 'The models that answer now.',
    tag: 'openai',
    reply: OpenAiModelList,
    status: 200,
    errors: [503],
  },
  getOpenAiModel: {
    method: 'get',
    path: '/v1/models/{id}',
    summary: 'One of the models that answer now.',
    tag: 'openai',
    params: z.strictObject({ id: text(1, 200) }),
    reply: OpenAiModel,
    status: 200,
    errors: [404, 503],
  },
  createOpenAiImages: {
    ...pictures,
    path: '/v1/images/generations',
    summary: 'Draw pictures, in the shape of OpenAI; stream: true shows them on the way.',
    body: OpenAiImageRequest,
  },
  editOpenAiImage: {
    ...pictures,
    path: '/v1/images/edits',
    summary: 'Change a picture, in the shape of OpenAI; a mask tells where.',
    body: OpenAiImageEditRequest,
    maxBodyBytes: maxPictureBodyBytes,
    form: true,
  },
} as const satisfies Record<string, Endpoint>;

/** True for the addresses whose errors have OpenAI's form. */
export function speaksOpenAi(path: string): boolean {
  return path.startsWith('/v1/');
}
