import type { BrowserContext } from 'playwright-core';

/** What the pages of a context did that a person does not see. */
export interface Watched {
  /** Addresses asked for that are not the server's own. */
  readonly foreign: readonly string[];
  /** Breaches of the content security policy. */
  readonly violations: readonly string[];
  /** Exceptions, and errors on the console; a request that fails is none. */
  readonly errors: readonly string[];
  /** Everything, in its order, to find out later what went on. */
  readonly lines: readonly string[];
}

const reportName = 'atelierTestViolation';
/** Kept in memory, made by the page itself. */
const ownScheme = /^(?:blob|data):/;
/** Requests and imports that fail are the page's to deal with; breaches are told by their event. */
const toldOtherwise =
  /^Failed to load resource|Unable to preload|dynamically imported|Content Security Policy/;

export async function watch(context: BrowserContext, url: string): Promise<Watched> {
  const { origin } = new URL(url);
  const foreign: string[] = [];
  const violations: string[] = [];
  const errors: string[] = [];
  const lines: string[] = [];

  await context.exposeFunction(reportName, (text: string) => {
    violations.push(text);
    lines.push(`violation: ${text}`);
  });
  await context.addInitScript(
    `document.addEventListener('securitypolicyviolation', (event) => {
      void globalThis.${reportName}(event.violatedDirective + ' ' + event.blockedURI);
    });`,
  );
  context.on('request', (request) => {
    const address = request.url();
    lines.push(`${request.method()} ${address.slice(0, 200)}`);
    if (!ownScheme.test(address) && new URL(address).origin !== origin) foreign.push(address);
  });
  context.on('console', (message) => {
    const text = message.text();
    lines.push(`${message.type()}: ${text}`);
    if (message.type() === 'error' && !toldOtherwise.test(text)) errors.push(text);
  });
  context.on('weberror', (error) => {
    const { stack, message } = error.error();
    errors.push(message);
    lines.push(`exception: ${stack ?? message}`);
  });
  return { foreign, violations, errors, lines };
}
