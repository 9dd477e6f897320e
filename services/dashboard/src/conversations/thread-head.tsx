import type { ConversationView } from '@atelier/contracts';
import { Link } from 'wouter';
import { IconButton } from '../design/button.js';
import { Icon } from '../design/icon.js';
import { Tooltip } from '../design/tooltip.js';
import { ConversationMenu } from './conversation-menu.js';
import { nameOf } from './conversation-words.js';

interface ThreadHeadProps {
  /** Undefined for one that has not begun, or is not known yet. */
  readonly conversation: ConversationView | undefined;
  readonly onShowList: (() => void) | undefined;
}

/** The conversation's name, and the way to the others where they are not in sight. */
export function ThreadHead({ conversation, onShowList }: ThreadHeadProps) {
  if (!conversation && !onShowList) return undefined;
  return (
    <div className="thread-head">
      {onShowList && (
        <IconButton icon="sidebar" label="Show the conversations" onClick={onShowList} />
      )}
      <p className="thread-title">
        <bdi>{conversation ? nameOf(conversation) : 'New conversation'}</bdi>
      </p>
      {conversation && <ConversationMenu conversation={conversation} isOpen />}
      {onShowList && conversation && (
        <Tooltip label="New conversation">
          <Link
            href="/"
            className="button"
            data-kind="bare"
            data-shape="icon"
            aria-label="New conversation"
          >
            <Icon name="plus" />
          </Link>
        </Tooltip>
      )}
    </div>
  );
}
