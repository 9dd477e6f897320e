import { describeTextEngine } from '@atelier/engine-conformance';
import { createRemoteTextEngine } from '@atelier/engine-remote';

const baseUrl = process.env['REMOTE_BASE_URL'] ?? '';

describeTextEngine(`remote at ${baseUrl}`, () =>
  createRemoteTextEngine({ baseUrl, model: 'plain', flavour: 'llama.cpp', maxConcurrency: 4 }),
);
