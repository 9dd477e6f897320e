import type { ChatReply } from '@atelier/contracts';
import { ErrorNote } from '../app/error-note.js';
import { PictureJob } from '../jobs/picture-job.js';
import { Picture } from '../jobs/picture.js';
import { Warnings } from '../jobs/warnings.js';
import type { Turn } from './conversation.js';

interface TurnViewProps {
  readonly turn: Turn;
  readonly canRetry: boolean;
  readonly onRetry: (turn: Turn) => void;
}

/** One message and its answer. Both are shown as the plain text that they are. */
export function TurnView({ turn, canRetry, onRetry }: TurnViewProps) {
  const { request, state } = turn;
  return (
    <article className="turn">
      <div className="message message-mine">
        <span className="visually-hidden">You: </span>
        {request.message}
      </div>
      {state.kind === 'waiting' && (
        <p className="message message-waiting">
          Atelier is thinking
          <span className="dots" aria-hidden="true">
            <span />
            <span />
            <span />
          </span>
        </p>
      )}
      {state.kind === 'failed' && (
        <ErrorNote
          error={state.error}
          onRetry={
            canRetry
              ? () => {
                  onRetry(turn);
                }
              : undefined
          }
        />
      )}
      {state.kind === 'answered' && <Answer reply={state.reply} />}
    </article>
  );
}

function Answer({ reply }: { readonly reply: ChatReply }) {
  return (
    <>
      {reply.assistant_response !== '' && (
        <div className="message message-theirs">
          <span className="visually-hidden">Atelier: </span>
          {reply.assistant_response}
        </div>
      )}
      {reply.image_urls.map((url) => (
        <Picture key={url} image={{ url }} prompt="Picture of the answer" />
      ))}
      {reply.image_job_id !== undefined && <PictureJob id={reply.image_job_id} />}
      <Warnings warnings={reply.warnings} />
    </>
  );
}
