import { Router } from 'express';
import { otherMethods } from '../endpoint.routes.js';
import { sendPage, styleSheetPath } from '../page.js';
import { contextOf } from '../request-context.js';
import type { OpenApi } from './openapi-types.js';
import { renderDocs } from './render-docs.js';
import { styleSheet } from './style-sheet.js';

/** `/docs`: the API for people, rendered from the OpenAPI document. */
export function docsRoutes(document: object): Router {
  const router = Router({ caseSensitive: true });
  const body = renderDocs(document as OpenApi);
  router.get('/docs', (_request, response) => {
    contextOf(response).route = '/docs';
    sendPage(response, 'Atelier API', body);
  });
  router.get(styleSheetPath, (_request, response) => {
    contextOf(response).route = styleSheetPath;
    response.setHeader('Cache-Control', 'no-cache');
    response.type('css').send(styleSheet);
  });
  router.all(['/docs', styleSheetPath], otherMethods(['GET', 'HEAD']));
  return router;
}
