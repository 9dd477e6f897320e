import { useState } from 'react';
import type { ViewProps } from '../app/shell/view-props.js';
import { ConversationDrawer } from '../conversations/conversation-drawer.js';
import { ConversationList } from '../conversations/conversation-list.js';
import { useWide } from '../conversations/use-wide.js';
import { Thread } from './thread.js';
import { TreesContext } from './markdown/trees-context.js';
import { useTrees } from './markdown/use-trees.js';
import { useTurns } from './turns/use-turns.js';
import './chat.css';

/** The conversations, and the one that is read and written in. */
export function ChatView({ id }: ViewProps) {
  const turns = useTurns();
  const trees = useTrees();
  const wide = useWide();
  const [drawn, setDrawn] = useState(false);
  return (
    <div className="chat">
      {wide ? (
        <aside className="chat-side" aria-label="Conversations">
          <ConversationList current={id} />
        </aside>
      ) : (
        <ConversationDrawer
          open={drawn}
          onClose={() => {
            setDrawn(false);
          }}
        >
          <ConversationList
            current={id}
            onChosen={() => {
              setDrawn(false);
            }}
          />
        </ConversationDrawer>
      )}
      <TreesContext value={trees}>
        <Thread
          id={id}
          turns={turns}
          onShowList={
            wide
              ? undefined
              : () => {
                  setDrawn(true);
                }
          }
        />
      </TreesContext>
    </div>
  );
}
