import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

const gateway = 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  // Workspace packages come from their sources, as in the tests.
  // Some libraries have a file for workers, which know no document.
  resolve: { conditions: ['@atelier/source', 'worker', ...defaultClientConditions] },
  // The worker loads a part of itself on demand.
  worker: { format: 'es' },
  build: {
    // The content security policy allows files of this origin and nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // In one file with what tells zod not to compile, which thus runs first.
        codeSplitting: {
          groups: [{ name: 'contracts', test: /zod|packages[\\/](contracts|errors)[\\/]/ }],
        },
      },
    },
  },
  server: {
    port: 5173,
    proxy: Object.fromEntries(
      ['/chat', '/api', '/health', '/docs', '/openapi.json'].map((path) => [path, gateway]),
    ),
  },
});
