import { memo } from 'react';
import { Button } from '../../design/button.js';
import { Icon } from '../../design/icon.js';
import { Warnings } from '../../jobs/warnings.js';
import { MessageText } from '../markdown/message-text.js';
import { ChatPicture } from '../pictures/chat-picture.js';
import { isRunning } from '../turns/live-turn.js';
import { CopyAction, RowAction } from './row-action.js';
import type { Row } from './rows.js';

/** What can be done with messages. */
export interface RowActions {
  /** Puts words into the composer. */
  readonly say: (words: string) => void;
  /** Sends a message once more. */
  readonly ask: (message: string) => void;
  readonly retry: (turn: string) => void;
  readonly dismiss: (turn: string) => void;
}

export interface MessageRowProps {
  readonly row: Row;
  /** Why nothing of the answer is there yet. */
  readonly waitingFor: string | undefined;
  /** A link led to it. */
  readonly marked: boolean;
  readonly actions: RowActions;
}

/** One message, with what can be done with it. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { row, marked } = props;
  return (
    <article
      className="turn"
      data-role={row.role}
      data-marked={marked}
      aria-label={row.role === 'user' ? 'You' : 'Atelier'}
    >
      {row.role === 'user' ? <Question {...props} /> : <Answer {...props} />}
    </article>
  );
});

function Question({ row, actions }: MessageRowProps) {
  return (
    <>
      <div className="message message-mine" dir="auto">
        {row.text}
      </div>
      <div className="message-foot">
        <Time at={row.at} />
        <CopyAction text={row.text} label="Copy the message" />
        <RowAction
          icon="edit"
          label="Edit and send again"
          onClick={() => {
            actions.say(row.text);
          }}
        />
      </div>
    </>
  );
}

function Answer({ row, waitingFor, actions }: MessageRowProps) {
  const { turn, text, question } = row;
  const running = turn !== undefined && isRunning(turn);
  return (
    <>
      {row.reasoning !== '' && <Reasoning text={row.reasoning} open={running && text === ''} />}
      {text !== '' && (
        <div className="message message-theirs" aria-busy={running}>
          <MessageText text={text} open={running} />
        </div>
      )}
      {row.jobIds.map((id) => (
        <ChatPicture key={id} id={id} onSay={actions.say} />
      ))}
      {running && (text === '' || waitingFor !== undefined) && (
        <p className="message-waiting">
          {waitingFor ?? 'Atelier is thinking'}
          <Dots />
        </p>
      )}
      <Warnings warnings={row.warnings} />
      {turn?.cut === 'length' && <p className="fine-print">The answer was cut: it got too long.</p>}
      {turn?.cut === 'cancelled' && <p className="fine-print">Stopped.</p>}
      {turn?.failure && (
        <div className="error-note" role="alert">
          <p>{turn.failure.message}</p>
          <div className="error-note-actions">
            <Button
              size="small"
              icon="refresh"
              onClick={() => {
                actions.retry(turn.key);
              }}
            >
              Try again
            </Button>
            <Button
              size="small"
              kind="bare"
              onClick={() => {
                actions.dismiss(turn.key);
                actions.say(turn.message);
              }}
            >
              Edit it
            </Button>
          </div>
        </div>
      )}
      {!running && turn?.failure === undefined && (
        <div className="message-foot">
          <Time at={row.at} />
          {row.model !== undefined && <span>{row.model}</span>}
          {text !== '' && <CopyAction text={text} label="Copy the answer" />}
          {question !== undefined && (
            <RowAction
              icon="refresh"
              label="Ask again"
              onClick={() => {
                actions.ask(question);
              }}
            />
          )}
        </div>
      )}
    </>
  );
}

/** What the model thought before; its beginning is enough for most. */
function Reasoning({ text, open }: { readonly text: string; readonly open: boolean }) {
  return (
    <details className="reasoning">
      <summary>
        <Icon name="chevron-right" />
        {open ? 'Thinking' : 'Thoughts'}
        {open && <Dots />}
      </summary>
      <div className="reasoning-text" dir="auto">
        {text}
      </div>
    </details>
  );
}

function Dots() {
  return (
    <span className="dots" aria-hidden="true">
      <span />
      <span />
      <span />
    </span>
  );
}

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });

function Time({ at }: { readonly at: string | undefined }) {
  if (at === undefined) return undefined;
  const date = new Date(at);
  return (
    <time dateTime={at} title={full.format(date)}>
      {clock.format(date)}
    </time>
  );
}
