import { Composer } from './composer.js';
import { TurnView } from './turn-view.js';
import type { ConversationControls } from './use-conversation.js';
import { useStickToEnd } from './use-stick-to-end.js';
import { Welcome } from './welcome.js';

/** The conversation and the box to write in. */
export function ChatView({ conversation }: { readonly conversation: ConversationControls }) {
  const { turns, waiting, send, retry, conversationId } = conversation;
  const { box, content } = useStickToEnd(turns.length);
  // The button that was pressed vanishes; the keyboard goes on from the conversation.
  const keepFocus = () => {
    box.current?.focus({ preventScroll: true });
  };
  return (
    <div className="chat">
      <div ref={box} className="chat-log" role="log" aria-label="Conversation" tabIndex={0}>
        <div ref={content} className="chat-turns">
          {turns.length === 0 && (
            <Welcome
              continued={conversationId !== undefined}
              onPick={(message) => {
                send(message);
                keepFocus();
              }}
            />
          )}
          {turns.map((turn) => (
            <TurnView
              key={turn.key}
              turn={turn}
              canRetry={!waiting}
              onRetry={(failed) => {
                retry(failed);
                keepFocus();
              }}
            />
          ))}
        </div>
      </div>
      <Composer waiting={waiting} onSend={send} />
    </div>
  );
}
