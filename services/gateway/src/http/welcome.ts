import type { RequestHandler } from 'express';
import { sendPage } from './page.js';
import { contextOf } from './request-context.js';

/** The page at `/` where no dashboard is built. */
export const welcome: RequestHandler = (_request, response) => {
  contextOf(response).route = '/';
  sendPage(
    response,
    'Atelier',
    `<header><h1>Atelier</h1><p>A self-hosted studio for chat and pictures. It runs.</p></header>
<main>
<p>The dashboard is not built on this machine. The API is here:</p>
<ul class="links">
<li><a href="/docs">/docs</a> <span>every address, readable</span></li>
<li><a href="/openapi.json">/openapi.json</a> <span>the same for programs</span></li>
<li><a href="/health">/health</a> <span>what works and what does not</span></li>
</ul>
</main>`,
  );
};
