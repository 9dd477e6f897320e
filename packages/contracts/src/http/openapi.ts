import { z } from 'zod';
import { scopeOf } from './api-key.js';
import { endpoints } from './endpoints.js';
import { isRawReply, type Endpoint } from './endpoint.js';
import { headers } from './headers.js';
import { ChatEvent } from '../events/chat.js';
import { ConversationExport } from './conversations.js';
import { speaksOpenAi } from './openai/endpoints.js';
import { OpenAiImageEvent } from './openai/images-reply.js';
import { ChatCompletionChunk, OpenAiError } from './openai/reply.js';
import { Problem, problemContentType } from './problem.js';

type Json = Record<string, unknown>;

/** Statuses that every address can answer with. */
const commonErrors = [400, 403, 405, 413, 415, 429, 500];

/** What AUTH_MODE=api-key asks for, either of the two; AUTH_MODE=none asks for nothing. */
const securitySchemes = {
  bearer: { type: 'http', scheme: 'bearer', description: 'An API key, atl_…' },
  apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
};
const security = [{ bearer: [] }, { apiKey: [] }, {}];

/** The OpenAPI 3.1 document of the public API. */
export function openApiDocument(version: string): Json {
  const schemas = componentSchemas();
  const paths: Record<string, Json> = {};
  for (const [name, endpoint] of Object.entries<Endpoint>(endpoints)) {
    (paths[endpoint.path] ??= {})[endpoint.method] = operation(name, endpoint);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Atelier',
      version,
      description: 'A self-hosted studio for chat and pictures.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: { schemas, securitySchemes },
  };
}

/** JSON Schemas of the endpoints' shapes and of every named shape inside them. */
function componentSchemas(): Record<string, Json> {
  const { schemas } = z.toJSONSchema(namedShapes(), {
    uri: (id) => `#/components/schemas/${id}`,
    io: 'input',
  });
  // zod gathers inner shapes under one entry; OpenAPI wants them side by side.
  const text = JSON.stringify(schemas).replaceAll('__shared#/$defs/', '');
  const { __shared: shared, ...own } = JSON.parse(text) as Record<string, Json>;
  const all = { ...own, ...(shared?.['$defs'] as Record<string, Json> | undefined) };
  const sorted = Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    sorted.map(([id, { $schema: _dialect, $id: _id, id: _own, ...schema }]) => [id, schema]),
  );
}

function namedShapes() {
  const registry = z.registry<{ id: string }>();
  const add = (shape: z.ZodType) => {
    const id = z.globalRegistry.get(shape)?.id;
    if (id !== undefined && !registry.has(shape)) registry.add(shape, { id });
  };
  for (const { body, reply } of Object.values<Endpoint>(endpoints)) {
    if (body) add(body);
    if (reply && !isRawReply(reply)) add(reply);
  }
  add(Problem);
  // Comes inside of event streams, which OpenAPI has no words for.
  add(ChatEvent);
  add(ChatCompletionChunk);
  add(OpenAiImageEvent);
  add(OpenAiError);
  add(ConversationExport);
  return registry;
}

function reference(shape: z.ZodType): Json {
  const id = z.globalRegistry.get(shape)?.id;
  if (id === undefined) throw new Error('A shape of an endpoint has no id.');
  return { $ref: `#/components/schemas/${id}` };
}

function operation(name: string, endpoint: Endpoint): Json {
  const { summary, tag, body, params, query } = endpoint;
  const statuses = [endpoint.status, ...(endpoint.orStatus ? [endpoint.orStatus] : [])];
  const responses: Json = Object.fromEntries(statuses.map((one) => [one, success(endpoint)]));
  const isKeyed = scopeOf(endpoint) !== undefined;
  const errors = [...commonErrors, ...endpoint.errors, ...(isKeyed ? [401] : [])];
  for (const status of errors.sort((a, b) => a - b)) {
    responses[String(status)] = {
      description: `Problem ${status}`,
      content: errorContent(endpoint),
    };
  }
  const parameters = [
    ...Object.entries<z.ZodType>(params?.shape ?? {}).map(([parameter, shape]) => ({
      name: parameter,
      in: 'path',
      required: true,
      schema: parameterSchema(shape),
    })),
    ...Object.entries<z.ZodType>(query?.shape ?? {}).map(([parameter, shape]) => ({
      name: parameter,
      in: 'query',
      required: !shape.safeParse(undefined).success,
      schema: querySchema(shape),
    })),
    ...(endpoint.idempotent ? [idempotencyParameter] : []),
    ...(endpoint.orStatus === 202 ? [preferParameter] : []),
  ];
  return {
    operationId: name,
    summary,
    tags: [tag],
    ...(isKeyed && { security }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: reference(body) },
          ...(endpoint.form && { 'multipart/form-data': { schema: reference(body) } }),
        },
      },
    }),
    responses,
  };
}

function errorContent({ path }: Endpoint): Json {
  if (speaksOpenAi(path)) return { 'application/json': { schema: reference(OpenAiError) } };
  return { [problemContentType]: { schema: reference(Problem) } };
}

function parameterSchema(shape: z.ZodType): Json {
  const { type, format, pattern } = z.toJSONSchema(shape);
  return { type, ...(format === undefined ? { pattern } : { format }) };
}

function querySchema(shape: z.ZodType): Json {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(shape, { io: 'output' });
  return schema;
}

const idempotencyParameter = {
  name: headers.idempotencyKey,
  in: 'header',
  required: false,
  description: 'The same key and body give the same answer, also after a lost connection.',
  schema: { type: 'string', minLength: 1, maxLength: 128 },
};

const preferParameter = {
  name: 'prefer',
  in: 'header',
  required: false,
  description: 'wait=N waits at most N seconds, 60 unless told and 600 at most (RFC 7240).',
  schema: { type: 'string' },
};

function success({ reply, events }: Endpoint): Json {
  if (reply === undefined) return { description: 'Done.' };
  if (isRawReply(reply)) {
    const types = [reply.contentType, ...(reply.otherContentTypes ?? [])];
    const content = Object.fromEntries(types.map((type) => [type, {}]));
    return { description: reply.description, content };
  }
  return {
    description: 'Done.',
    content: {
      'application/json': { schema: reference(reply) },
      ...(events && { [events.contentType]: {} }),
    },
  };
}
