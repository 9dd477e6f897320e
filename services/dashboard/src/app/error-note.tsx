import type { AppError } from '@atelier/errors';

interface ErrorNoteProps {
  readonly error: AppError;
  readonly onRetry?: (() => void) | undefined;
}

/** A failure in words, with the request id for whoever looks into the logs. */
export function ErrorNote({ error, onRetry }: ErrorNoteProps) {
  const { message, fields, requestId, retryAfterMs } = error;
  return (
    <div className="error-note">
      <p>{message}</p>
      {fields.length > 0 && (
        <ul>
          {fields.map(({ field, problem }) => (
            <li key={field + problem}>
              {field}: {problem}
            </li>
          ))}
        </ul>
      )}
      {retryAfterMs !== undefined && retryAfterMs >= 1000 && (
        <p>Best after {Math.ceil(retryAfterMs / 1000)} s.</p>
      )}
      {requestId !== undefined && <p className="fine-print">Request {requestId}</p>}
      {onRetry && (
        <button type="button" className="button-quiet" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
