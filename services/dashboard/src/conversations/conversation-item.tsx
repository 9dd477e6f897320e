import type { ConversationView } from '@atelier/contracts';
import { Link } from 'wouter';
import { ConversationMenu } from './conversation-menu.js';
import { nameOf } from './conversation-words.js';

interface ConversationItemProps {
  readonly conversation: ConversationView;
  /** It is the one that is read. */
  readonly isOpen: boolean;
  readonly onTag: (tag: string) => void;
  readonly onChosen: (() => void) | undefined;
}

/** One line of the list. */
export function ConversationItem({ conversation, isOpen, onTag, onChosen }: ConversationItemProps) {
  return (
    <li className="conversation">
      <div className="conversation-line">
        <Link
          href={`/c/${conversation.id}`}
          className="conversation-link"
          aria-current={isOpen ? 'page' : undefined}
          onClick={onChosen}
        >
          <bdi>{nameOf(conversation)}</bdi>
        </Link>
        <ConversationMenu conversation={conversation} isOpen={isOpen} />
      </div>
      {conversation.tags.length > 0 && (
        <ul className="conversation-tags">
          {conversation.tags.map((tag) => (
            <li key={tag}>
              <button
                type="button"
                className="badge conversation-tag"
                aria-label={`Only those tagged ${tag}`}
                onClick={() => {
                  onTag(tag);
                }}
              >
                {tag}
              </button>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
