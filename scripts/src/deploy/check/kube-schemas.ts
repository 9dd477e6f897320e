import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** A JSON schema, as far as it is changed here. */
type Schema = Readonly<Record<string, unknown>>;

const Definitions = z.object({
  definitions: z.record(z.string(), z.record(z.string(), z.unknown())),
});
const Kinds = z.array(z.object({ group: z.string(), kind: z.string(), version: z.string() }));
const ResourceDefinition = z.object({
  spec: z.object({
    names: z.object({ kind: z.string() }),
    versions: z.array(
      z.object({
        name: z.string(),
        schema: z.object({ openAPIV3Schema: z.record(z.string(), z.unknown()) }),
      }),
    ),
  }),
});

const definitionsFile = '_definitions.json';
const quantity = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const textOrNumber = { oneOf: [{ type: 'string' }, { type: 'number' }] };

export interface KubeSchemasInput {
  /** Kubernetes's own description of its API, `swagger.json`. */
  readonly swagger: string;
  /** Files of custom resource definitions. */
  readonly resources: readonly string[];
  /** Where the schemas go, each in `<kind>-<version>.json`, in lower case. */
  readonly folder: string;
}

/** Makes schemas that allow no unknown field, in the form that kubeconform looks for. */
export async function writeKubeSchemas(input: KubeSchemasInput): Promise<void> {
  const { swagger, resources, folder } = input;
  const part = `${folder}.part`;
  await rm(part, { recursive: true, force: true });
  await mkdir(part, { recursive: true });
  const write = (name: string, schema: Schema) =>
    writeFile(join(part, name), JSON.stringify(schema));

  const { definitions } = Definitions.parse(JSON.parse(await readFile(swagger, 'utf8')));
  await write(definitionsFile, { definitions: toStrictDefinitions(definitions) });
  for (const [name, definition] of Object.entries(definitions)) {
    const kinds = Kinds.safeParse(definition['x-kubernetes-group-version-kind']);
    for (const { group, kind, version } of kinds.data ?? []) {
      const $ref = `${definitionsFile}#/definitions/${name}`;
      await write(fileOf(group, kind, version), { $ref });
    }
  }
  for (const path of resources) {
    const { names, versions } = ResourceDefinition.parse(parse(await readFile(path, 'utf8'))).spec;
    const group = path.split('/').at(-1)?.split('_')[0] ?? '';
    for (const { name, schema } of versions) {
      await write(fileOf(group, names.kind, name), toStrict(schema.openAPIV3Schema));
    }
  }
  await rm(folder, { recursive: true, force: true });
  await rename(part, folder);
}

/** As kubeconform's `{{ .ResourceKind }}{{ .KindSuffix }}` has it: the group's first word counts. */
function fileOf(group: string, kind: string, version: string): string {
  const parts = [kind, group.split('.')[0] ?? '', version].filter((part) => part !== '');
  return `${parts.join('-').toLowerCase()}.json`;
}

function toStrictDefinitions(definitions: Readonly<Record<string, Schema>>) {
  const strict = Object.entries(definitions).map(([name, schema]) => [name, toStrict(schema)]);
  return { ...Object.fromEntries(strict), [quantity]: textOrNumber } as Record<string, unknown>;
}

/** The same schema without unknown fields, and with what OpenAPI says in words of its own. */
export function toStrict(schema: Schema): Schema {
  if (schema['format'] === 'int-or-string' || schema['x-kubernetes-int-or-string'] === true) {
    return textOrNumber;
  }
  const { properties, items, additionalProperties } = schema;
  // Formats of Go's types (int32, byte) mean nothing to JSON Schema.
  const kept = Object.entries(schema).filter(
    ([key]) => key !== 'format' && !key.startsWith('x-kubernetes-'),
  );
  return {
    ...Object.fromEntries(kept),
    ...(isSchema(items) && { items: toStrict(items) }),
    ...(isSchema(additionalProperties) && { additionalProperties: toStrict(additionalProperties) }),
    ...(isSchema(properties) && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, value]) => [
          name,
          isSchema(value) ? toStrict(value) : value,
        ]),
      ),
      ...(additionalProperties === undefined &&
        schema['x-kubernetes-preserve-unknown-fields'] !== true && {
          additionalProperties: false,
        }),
    }),
  };
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
