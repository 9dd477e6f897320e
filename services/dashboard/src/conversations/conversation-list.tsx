import { toAppError } from '@atelier/errors';
import { useDeferredValue, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { ErrorNote } from '../app/error-note.js';
import { useShortcut } from '../app/shortcuts/use-shortcut.js';
import { Button } from '../design/button.js';
import { Skeleton } from '../design/skeleton.js';
import { TextInput } from '../design/text-input.js';
import { ConversationItem } from './conversation-item.js';
import { byDay } from './conversation-words.js';
import { MoreMark } from './more-mark.js';
import { SearchHits } from './search-hits.js';
import { useConversations } from './use-conversations.js';
import './conversations.css';

interface ConversationListProps {
  readonly current: string | undefined;
  /** One was gone to. */
  readonly onChosen?: (() => void) | undefined;
}

const maxWords = 1_000;

/** The conversations, and the search in them. */
export function ConversationList({ current, onChosen }: ConversationListProps) {
  const [, go] = useLocation();
  const [typed, setTyped] = useState('');
  const [tag, setTag] = useState<string>();
  const words = useDeferredValue(typed.trim());
  const search = useRef<HTMLInputElement>(null);
  useShortcut('/', 'Search the conversations', () => search.current?.focus(), {
    off: onChosen !== undefined,
  });
  return (
    <div className="conversations">
      <div className="conversations-head">
        <Button
          icon="plus"
          onClick={() => {
            go('/');
            onChosen?.();
          }}
        >
          New conversation
        </Button>
        <TextInput
          ref={search}
          type="search"
          label="Search the conversations"
          labelHidden
          placeholder="Search"
          value={typed}
          maxLength={maxWords}
          onChange={setTyped}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && typed !== '') {
              event.stopPropagation();
              setTyped('');
            }
          }}
        />
        {tag !== undefined && words === '' && (
          <Button
            size="small"
            icon="close"
            aria-label={`Show all, not only ${tag}`}
            onClick={() => {
              setTag(undefined);
            }}
          >
            {tag}
          </Button>
        )}
      </div>
      <nav className="conversations-body" aria-label="Conversations">
        {words === '' ? (
          <Days current={current} tag={tag} onTag={setTag} onChosen={onChosen} />
        ) : (
          <SearchHits words={words} onChosen={onChosen} />
        )}
      </nav>
    </div>
  );
}

interface DaysProps extends ConversationListProps {
  readonly tag: string | undefined;
  readonly onTag: (tag: string) => void;
}

function Days({ current, tag, onTag, onChosen }: DaysProps) {
  const list = useConversations(tag);
  const all = list.data?.pages.flatMap(({ conversations }) => conversations) ?? [];
  // A conversation that was written in meanwhile may stand on two pages.
  const each = [...new Map(all.map((conversation) => [conversation.id, conversation])).values()];
  return (
    <>
      {list.isPending && <Skeleton lines={6} label="Loading the conversations" />}
      {list.error && (
        <ErrorNote error={toAppError(list.error)} onRetry={() => void list.refetch()} />
      )}
      {list.data && each.length === 0 && (
        <p className="fine-print conversations-none">
          {tag === undefined ? 'Conversations are listed here.' : 'None has this tag.'}
        </p>
      )}
      {byDay(each, new Date()).map(({ name, conversations }) => (
        <section key={name} aria-label={name}>
          <h2 className="conversations-day">{name}</h2>
          <ul>
            {conversations.map((conversation) => (
              <ConversationItem
                key={conversation.id}
                conversation={conversation}
                isOpen={conversation.id === current}
                onTag={onTag}
                onChosen={onChosen}
              />
            ))}
          </ul>
        </section>
      ))}
      <MoreMark list={list} />
    </>
  );
}
