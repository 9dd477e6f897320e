import express, { Router, type RequestHandler, type Response } from 'express';
import { otherMethods } from './endpoint.routes.js';
import { contextOf } from './request-context.js';
import { welcome } from './welcome.js';

/** Addresses below which nothing is the dashboard's. */
const reserved = /^\/(?:api|v1|docs|health|assets)(?:\/|$)/;

/**
 * The dashboard's files, and its page for every address that a person opens and nothing else has.
 * Without a built dashboard, a page that names the addresses.
 */
export function dashboardRoutes(folder: string | undefined): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const page = folder === undefined ? welcome : indexPage(folder);
  if (folder !== undefined) router.use(files(folder));
  router.get('/', page);
  router.all('/', otherMethods(['GET', 'HEAD']));
  router.get('/*rest', (request, response, next) => {
    const opened = request.headers.accept?.includes('text/html') === true;
    if (folder !== undefined && opened && !reserved.test(request.path)) {
      void page(request, response, next);
      return;
    }
    next();
  });
  return router;
}

function files(folder: string): RequestHandler {
  const serve = express.static(folder, {
    index: false,
    redirect: false,
    acceptRanges: false,
    setHeaders: setCacheControl,
  });
  return (request, response, next) => {
    // Preconditions are for writes; without them a file is found or not.
    delete request.headers['if-match'];
    delete request.headers['if-unmodified-since'];
    serve(request, response, (error?: unknown) => {
      if (!response.headersSent) response.removeHeader('Cache-Control');
      next(error);
    });
  };
}

/** Files below `assets/` carry a hash of their content in their names. */
function setCacheControl(response: Response, path: string): void {
  contextOf(response).route = 'dashboard';
  const hashed = /[/\\]assets[/\\]/.test(path);
  response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
}

function indexPage(folder: string): RequestHandler {
  const options = { root: folder, acceptRanges: false, cacheControl: false };
  return (request, response, next) => {
    setCacheControl(response, 'index.html');
    response.sendFile('index.html', options, (error?: NodeJS.ErrnoException) => {
      if (!error || response.headersSent || error.code === 'ECONNABORTED') return;
      response.removeHeader('Cache-Control');
      // A dashboard that is not built is not a fault of the address.
      if (error.code === 'ENOENT') void welcome(request, response, next);
      else next(error);
    });
  };
}
