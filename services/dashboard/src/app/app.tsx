import { ErrorBoundary } from 'react-error-boundary';
import { ToastProvider } from '../design/toast-list.js';
import { TooltipProvider } from '../design/tooltip.js';
import { LiveJobsProvider } from '../jobs/live-jobs-context.js';
import { Gate } from './access/gate.js';
import { Shell } from './shell/shell.js';
import { ShortcutProvider } from './shortcuts/shortcut-provider.js';

/** The page. */
export function App() {
  return (
    <ErrorBoundary fallback={<BrokenPage />}>
      <TooltipProvider delayDuration={400}>
        <ToastProvider>
          <Gate>
            <ShortcutProvider>
              <LiveJobsProvider>
                <Shell />
              </LiveJobsProvider>
            </ShortcutProvider>
          </Gate>
        </ToastProvider>
      </TooltipProvider>
    </ErrorBoundary>
  );
}

function BrokenPage() {
  return (
    <main className="page" role="alert">
      <h1>Something in this page is broken</h1>
      <p>
        Nothing that you made is lost. <a href="/">Load the page again.</a>
      </p>
    </main>
  );
}
