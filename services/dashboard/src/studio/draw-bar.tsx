import type { AppError } from '@atelier/errors';
import { ErrorNote } from '../app/error-note.js';
import { Button } from '../design/button.js';
import { Keys } from '../design/keys.js';
import type { Problems } from './to-image-job.js';

interface DrawBarProps {
  readonly problems: Problems;
  readonly failure: AppError | undefined;
  /** Why nothing can be drawn now; undefined when something can. */
  readonly reason: string | undefined;
  readonly busy: boolean;
  readonly label: string;
  readonly onDraw: () => void;
}

/** The button that draws, and what keeps it from that. */
export function DrawBar({ problems, failure, reason, busy, label, onDraw }: DrawBarProps) {
  const wrong = Object.entries(problems);
  return (
    <div className="studio-draw">
      {wrong.length > 0 && (
        <ul className="error-text" role="alert">
          {wrong.map(([name, problem]) => (
            <li key={name}>
              {name}: {problem}
            </li>
          ))}
        </ul>
      )}
      {failure && wrong.length === 0 && (
        <div role="alert">
          <ErrorNote error={failure} onRetry={failure.retryable ? onDraw : undefined} />
        </div>
      )}
      <div className="studio-draw-line">
        <Button
          kind="main"
          icon="brush"
          busy={busy}
          disabled={reason !== undefined}
          aria-describedby="studio-draw-hint"
          onClick={onDraw}
        >
          {label}
        </Button>
        <p id="studio-draw-hint" className="fine-print">
          {reason ?? <Keys keys="mod+Enter" />}
        </p>
      </div>
    </div>
  );
}
