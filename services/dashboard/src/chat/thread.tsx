import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { useConnection } from '../app/connection/use-connection.js';
import { ErrorNote } from '../app/error-note.js';
import { useHealth } from '../app/queries.js';
import { handPicture } from '../app/pictures/handed-picture.js';
import { ViewHeading } from '../app/shell/view-heading.js';
import { useShortcut } from '../app/shortcuts/use-shortcut.js';
import { sessionStore } from '../app/storage.js';
import { EmptyState } from '../design/empty-state.js';
import { Skeleton } from '../design/skeleton.js';
import { ThreadHead } from '../conversations/thread-head.js';
import { useConversation } from '../conversations/use-conversations.js';
import { Composer, type ComposerHandle } from './composer/composer.js';
import { keepDraft, readDraft } from './composer/drafts.js';
import { PictureDrop } from './composer/picture-drop.js';
import { Announcer } from './messages/announcer.js';
import type { RowActions } from './messages/message-row.js';
import { liveRows, toRows, type Row } from './messages/rows.js';
import { useMessages } from './messages/use-messages.js';
import { useReadAhead } from './messages/use-read-ahead.js';
import { isRunning } from './turns/live-turn.js';
import { waitingWords } from './turns/turn-words.js';
import { useTurnsOf } from './turns/use-turns.js';
import type { Turns } from './turns/turns.js';
import { Welcome } from './welcome.js';

const loadLog = () => import('./messages/message-log.js');
const MessageLog = lazy(async () => ({ default: (await loadLog()).MessageLog }));

interface ThreadProps {
  /** Undefined for a conversation that has not begun. */
  readonly id: string | undefined;
  readonly turns: Turns;
  /** Undefined where the conversations are in sight. */
  readonly onShowList: (() => void) | undefined;
}

/** One conversation, and the box to write in. */
export function Thread({ id, turns, onShowList }: ThreadProps) {
  const [, go] = useLocation();
  const queries = useQueryClient();
  const connection = useConnection();
  const health = useHealth();
  const composer = useRef<ComposerHandle>(null);
  const [sent, setSent] = useState(0);
  const conversation = useConversation(id);
  const { loaded, failure, askAgain, older } = useMessages(id);
  const live = useTurnsOf(turns, id);
  useBegun(turns, id);

  const messages = loaded?.messages;
  const stored = useMemo(() => toRows(messages ?? []), [messages]);
  useReadAhead(stored);
  const rows = useMemo(
    () => [...stored, ...liveRows(live, messages ?? [])],
    [stored, live, messages],
  );
  useEffect(() => {
    const known = new Set(messages?.map((message) => message.id));
    for (const turn of live) {
      if (turn.state === 'done' && turn.id !== undefined && known.has(turn.id)) {
        turns.dismiss(turn.key);
      }
    }
  }, [turns, live, messages]);

  useEffect(() => {
    // It is needed once the messages are here; who needs it tells what is wrong.
    if (id !== undefined) loadLog().catch(() => undefined);
  }, [id]);

  const running = live.find(isRunning);
  const send = (message: string) => {
    turns.send(message, id);
    setSent((count) => count + 1);
  };
  const sendNow = useRef(send);
  useEffect(() => {
    sendNow.current = send;
  });
  const actions = useMemo<RowActions>(
    () => ({
      say: (words) => composer.current?.say(words),
      ask: (message) => {
        sendNow.current(message);
      },
      retry: (key) => {
        turns.retry(key);
      },
      dismiss: (key) => {
        turns.dismiss(key);
      },
    }),
    [turns],
  );
  const waitingFor = ({ turn }: Row): string | undefined => {
    if (!turn) return undefined;
    const quiet = turn.text === '' && turn.reasoning === '';
    if (!quiet && turn.state === 'running' && connection === 'here') return undefined;
    return waitingWords(turn, { connection, chat: health.data?.dependencies.llm_worker });
  };
  const onPicture = (picture: File) => {
    handPicture(queries, picture);
    go('/studio');
  };
  const seek = Number(new URLSearchParams(useSearch()).get('at') ?? NaN);
  useShortcut(
    'Escape',
    'Stop the answer',
    () => {
      if (running) turns.stop(running.key);
    },
    {
      off: !running,
      whileTyping: true,
    },
  );
  useShortcut('n', 'New conversation', () => {
    go('/');
    composer.current?.focus();
  });
  useShortcut('m', 'Write a message', () => {
    composer.current?.focus();
  });

  const title = conversation.data?.title;
  const gone = failure?.code === 'NOT_FOUND' || failure?.code === 'INVALID_INPUT';
  if (gone && live.length === 0) return <Gone onShowList={onShowList} />;
  return (
    <PictureDrop className="chat-thread" onPicture={onPicture}>
      <ViewHeading hidden title={title}>
        Chat
      </ViewHeading>
      <ThreadHead conversation={conversation.data} onShowList={onShowList} />
      {failure && !loaded && rows.length === 0 && (
        <div className="chat-middle">
          <ErrorNote error={failure} onRetry={askAgain} />
        </div>
      )}
      {id !== undefined && !loaded && !failure && rows.length === 0 && <LogSkeleton />}
      {rows.length > 0 && (
        <Suspense fallback={<LogSkeleton />}>
          <MessageLog
            key={`log ${id ?? 'new'}`}
            rows={rows}
            older={older}
            hasOlder={loaded?.nextBefore !== undefined}
            seek={Number.isInteger(seek) ? seek : undefined}
            sent={sent}
            waitingFor={waitingFor}
            actions={actions}
          />
        </Suspense>
      )}
      {rows.length === 0 && (id === undefined || loaded) && (
        <div className="chat-middle">
          <Welcome onPick={send} />
        </div>
      )}
      <Announcer turns={live} />
      <Composer
        key={`composer ${id ?? 'new'}`}
        ref={composer}
        conversationId={id}
        running={running !== undefined}
        stopping={running?.state === 'stopping'}
        connection={connection}
        onSend={send}
        onStop={() => {
          if (running) turns.stop(running.key);
        }}
        onPicture={onPicture}
      />
    </PictureDrop>
  );
}

function LogSkeleton() {
  return (
    <div className="chat-middle">
      <Skeleton lines={5} label="Loading the conversation" />
    </div>
  );
}

/** Goes to a conversation as soon as the server has begun it. */
function useBegun(turns: Turns, id: string | undefined): void {
  const [, go] = useLocation();
  useEffect(() => {
    if (id !== undefined) return undefined;
    let awaited = turns.of(undefined).map(({ key }) => key);
    return turns.subscribe(() => {
      const begun = awaited.map((key) => turns.find(key)?.conversationId).find(Boolean);
      awaited = turns.of(undefined).map(({ key }) => key);
      if (begun === undefined) return;
      keepDraft(sessionStore, begun, readDraft(sessionStore, undefined));
      keepDraft(sessionStore, undefined, '');
      go(`/c/${begun}`, { replace: true });
    });
  }, [turns, id, go]);
}

function Gone({ onShowList }: Pick<ThreadProps, 'onShowList'>) {
  return (
    <div className="chat-thread">
      <ViewHeading hidden>Chat</ViewHeading>
      <ThreadHead conversation={undefined} onShowList={onShowList} />
      <div className="chat-middle">
        <EmptyState
          icon="chat"
          title="There is no such conversation"
          actions={
            <Link href="/" className="button" data-kind="main">
              Begin a new one
            </Link>
          }
        >
          It may have been deleted.
        </EmptyState>
      </div>
    </div>
  );
}
