import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';

/** Headers that keep a browser from doing more with our pages than they need. */
export function securityHeaders(): (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // Pictures that the page itself made or is about to upload.
        imgSrc: ["'self'", 'blob:', 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    xFrameOptions: { action: 'deny' },
    // Not `no-referrer`: it makes a browser name the origin of our own pages' posts "null".
    referrerPolicy: { policy: 'same-origin' },
    // Plain HTTP on this machine; whoever puts TLS before it adds this there.
    strictTransportSecurity: false,
  });
}
