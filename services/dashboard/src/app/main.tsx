import './zod-without-eval.js';
import '../design/tokens.css';
import '../design/base.css';
import '../design/controls.css';
import '../design/form.css';
import '../design/layers.css';
import './app.css';
import { createClient } from '@atelier/client';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createAccess } from './access/access.js';
import { AccessContext } from './access/access-context.js';
import { withRefusals } from './access/with-refusals.js';
import { App } from './app.js';
import { ClientContext } from './client-context.js';
import { createPictureCache } from './pictures/picture-cache.js';
import { PictureCacheContext } from './pictures/picture-cache-context.js';
import { createQueries } from './queries.js';
import { localStore, sessionStore } from './storage.js';

/** Of pictures that are not on the screen. */
const maxIdlePictureBytes = 96 * 1024 * 1024;

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

const access = createAccess({ session: sessionStore, local: localStore });
const client = createClient({
  baseUrl: '',
  apiKey: () => access.state().key,
  fetch: withRefusals(access, (url, init) => fetch(url, init)),
});
const pictures = createPictureCache({
  fetch: (url) => client.pictureFile(url),
  createUrl: (file) => URL.createObjectURL(file),
  revokeUrl: (address) => {
    URL.revokeObjectURL(address);
  },
  maxBytes: maxIdlePictureBytes,
});

createRoot(root).render(
  <StrictMode>
    <AccessContext value={access}>
      <ClientContext value={client}>
        <PictureCacheContext value={pictures}>
          <QueryClientProvider client={createQueries()}>
            <App />
          </QueryClientProvider>
        </PictureCacheContext>
      </ClientContext>
    </AccessContext>
  </StrictMode>,
);
