import './zod-without-eval.js';
import '../design/tokens.css';
import '../design/base.css';
import './app.css';
import '../chat/chat.css';
import '../jobs/jobs.css';
import { createClient } from '@atelier/client';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { ClientContext } from './client-context.js';
import { createQueries } from './queries.js';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <ClientContext value={createClient({ baseUrl: '' })}>
      <QueryClientProvider client={createQueries()}>
        <App />
      </QueryClientProvider>
    </ClientContext>
  </StrictMode>,
);
