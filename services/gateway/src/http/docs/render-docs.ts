import { escapeHtml } from '../page.js';
import type { OpenApi, Operation, Schema } from './openapi-types.js';
import { renderFields, renderType } from './render-schema.js';

/** The API as one page of HTML without scripts. */
export function renderDocs(document: OpenApi): string {
  const { info, paths, components } = document;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const tags = [...new Set(operations.flatMap(({ operation }) => operation.tags))];
  const sections = tags.map((tag) => {
    const own = operations.filter(({ operation }) => operation.tags.includes(tag));
    const articles = own.map(({ path, method, operation }) =>
      renderOperation(path, method, operation),
    );
    return `<section id="${escapeHtml(tag)}"><h2>${escapeHtml(tag)}</h2>\n${articles.join('\n')}</section>`;
  });
  const links = [...tags, 'shapes'].map(
    (tag) => `<a href="#${escapeHtml(tag)}">${escapeHtml(tag)}</a>`,
  );
  return `<header><h1>${escapeHtml(info.title)} <small>${escapeHtml(info.version)}</small></h1>
<p>${escapeHtml(info.description)} For programs: <a href="/openapi.json">/openapi.json</a>.</p>
<nav>${links.join(' ')}</nav></header>
<main>
<p>Errors are <code>application/problem+json</code> with a stable <code>code</code>, a sentence that says what to do, and a <code>request_id</code>: see <a href="#schema-Problem">Problem</a>. Below <code>/v1/</code> they have the form of <a href="#schema-OpenAiError">OpenAiError</a>.</p>
${sections.join('\n')}
<section id="shapes"><h2>shapes</h2>
${Object.entries(components.schemas).map(renderShape).join('\n')}</section>
</main>`;
}

function renderShape([name, schema]: [string, Schema]): string {
  return `<article id="schema-${escapeHtml(name)}"><h3>${escapeHtml(name)}</h3>
${renderFields(schema)}</article>`;
}

function renderOperation(path: string, method: string, operation: Operation): string {
  const body = operation.requestBody?.content['application/json']?.schema;
  const parts = [
    `<h3><b class="method ${escapeHtml(method)}">${escapeHtml(method.toUpperCase())}</b> <code>${escapeHtml(path)}</code></h3>`,
    `<p>${escapeHtml(operation.summary)}</p>`,
    '<dl>',
    ...(operation.parameters ?? []).map(
      ({ name, in: where, schema, description }) =>
        `<dt>${escapeHtml(where)} <code>${escapeHtml(name)}</code></dt><dd>${renderType(schema)}. ${escapeHtml(description ?? '')}</dd>`,
    ),
    body ? `<dt>body</dt><dd>${renderType(body)}, as <code>application/json</code></dd>` : '',
    renderResponses(operation),
    '</dl>',
  ];
  return `<article>${parts.join('\n')}</article>`;
}

function renderResponses({ responses }: Operation): string {
  const all = Object.entries(responses);
  const successes = all.filter(([status]) => status < '300');
  const failures = all.filter(([status]) => status >= '400').map(([status]) => status);
  const answers = successes.map(([status, { description, content }]) => {
    const [[contentType, { schema }] = ['', { schema: undefined }]] = Object.entries(content ?? {});
    const shape = schema ? renderType(schema) : `<code>${escapeHtml(contentType)}</code>`;
    return `<dt>${escapeHtml(status)}</dt><dd>${contentType === '' ? escapeHtml(description) : shape}</dd>`;
  });
  const errors = `<dt>errors</dt><dd>${failures.map((status) => `<code>${escapeHtml(status)}</code>`).join(' ')}</dd>`;
  return [...answers, errors].join('\n');
}
