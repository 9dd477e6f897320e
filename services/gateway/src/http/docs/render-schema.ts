import { escapeHtml } from '../page.js';
import type { Schema } from './openapi-types.js';

/** The name of a schema that `$ref` points at. */
function referredName({ $ref }: Schema): string | undefined {
  return $ref?.split('/').at(-1);
}

/** A schema's type in a few words, as HTML. */
export function renderType(schema: Schema): string {
  const name = referredName(schema);
  if (name !== undefined) return `<a href="#schema-${escapeHtml(name)}">${escapeHtml(name)}</a>`;
  if (schema.items) return `list of ${renderType(schema.items)}`;
  const choices = schema.anyOf ?? schema.allOf;
  if (choices) return choices.map(renderType).join(' or ');
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum) return schema.enum.map(literal).join(' | ');
  return escapeHtml([schema.format ?? schema.type ?? 'anything', bounds(schema)].join(' ').trim());
}

function literal(value: unknown): string {
  return `<code>${escapeHtml(String(value))}</code>`;
}

function bounds(schema: Schema): string {
  const { minLength, maxLength, minimum, maximum } = schema;
  if (maxLength !== undefined) return `of ${minLength ?? 0} to ${maxLength} characters`;
  // What zod writes for "any whole number" says nothing to a reader.
  const low = minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const high = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (low !== undefined && high !== undefined) return `from ${low} to ${high}`;
  return low === undefined ? '' : `from ${low}`;
}

/** The fields of an object as a table; an object inside a field follows with its path. */
export function renderFields(schema: Schema): string {
  if (!schema.properties) return `<p>${renderType(schema)}</p>`;
  return `<table><thead><tr><th>Field</th><th>Type</th><th>Meaning</th></tr></thead><tbody>
${rows(schema, '')}
</tbody></table>`;
}

function rows(schema: Schema, prefix: string): string {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {})
    .map(([name, field]) => {
      const path = prefix + name;
      const optional = required.has(name) ? '' : ' <small>optional</small>';
      const own = `<tr><td><code>${escapeHtml(path)}</code>${optional}</td><td>${renderType(field)}</td><td>${escapeHtml(field.description ?? '')}</td></tr>`;
      const inner = field.items ?? field;
      return inner.properties
        ? `${own}\n${rows(inner, `${path}${field.items ? '[]' : ''}.`)}`
        : own;
    })
    .join('\n');
}
