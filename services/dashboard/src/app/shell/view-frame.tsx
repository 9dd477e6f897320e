import { Suspense } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import { Button } from '../../design/button.js';
import { EmptyState } from '../../design/empty-state.js';
import { Skeleton } from '../../design/skeleton.js';
import { useConnection } from '../connection/use-connection.js';
import { forgetView, lazyView } from './lazy-view.js';
import { ViewHeading } from './view-heading.js';
import type { View } from './views.js';

interface ViewFrameProps {
  readonly view: View;
  readonly id: string | undefined;
}

/** One view: its skeleton while it is loaded, and a way on when it breaks. */
export function ViewFrame({ view, id }: ViewFrameProps) {
  const connection = useConnection();
  return (
    <ErrorBoundary
      // What could not be loaded is tried again when the connection is back.
      resetKeys={[connection]}
      onReset={() => {
        forgetView(view);
      }}
      fallbackRender={({ resetErrorBoundary }) => (
        <BrokenView name={view.name} onRetry={resetErrorBoundary} />
      )}
    >
      <Suspense
        fallback={
          <div className="page">
            <Skeleton lines={4} label={`Loading ${view.name}`} />
          </div>
        }
      >
        <LoadedView view={view} id={id} />
      </Suspense>
    </ErrorBoundary>
  );
}

function LoadedView({ view, id }: ViewFrameProps) {
  const Component = lazyView(view);
  return <Component id={id} />;
}

function BrokenView({ name, onRetry }: { readonly name: string; readonly onRetry: () => void }) {
  return (
    <div className="page">
      <ViewHeading hidden>{name}</ViewHeading>
      <EmptyState
        icon="warning"
        title="This part of the page does not work right now"
        actions={
          <>
            <Button kind="main" onClick={onRetry}>
              Try again
            </Button>
            <Button
              onClick={() => {
                window.location.reload();
              }}
            >
              Reload the page
            </Button>
          </>
        }
      >
        Nothing that you made is lost. The other parts still work.
      </EmptyState>
    </div>
  );
}
