import { runtimeSchema } from '@atelier/contracts';
import type { GeneratedFile } from './openapi-file.js';

/** The runtime process's side of the protocol. */
export function runtimeSchemaFile(): GeneratedFile {
  return {
    path: 'packages/openvino-runtime/atelier_runtime/generated/protocol.schema.json',
    content: `${JSON.stringify(runtimeSchema(), undefined, 2)}\n`,
  };
}
