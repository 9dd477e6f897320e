import { useState } from 'react';
import { ChatView } from '../chat/chat-view.js';
import { useConversation } from '../chat/use-conversation.js';
import { JobsView } from '../jobs/jobs-view.js';
import { HealthLine } from './health-line.js';

type View = 'chat' | 'jobs';

/** The page: chat and jobs beside each other, or one at a time where there is little room. */
export function App() {
  const conversation = useConversation();
  const [view, setView] = useState<View>('chat');
  const { jobIds } = conversation;
  return (
    <div className="app" data-view={view}>
      <header className="app-header">
        <h1 className="app-name">Atelier</h1>
        <HealthLine />
        <nav className="app-nav" aria-label="Views">
          <ViewButton view="chat" current={view} onSelect={setView}>
            Chat
          </ViewButton>
          <ViewButton view="jobs" current={view} onSelect={setView}>
            {jobIds.length > 0 ? `Jobs (${jobIds.length})` : 'Jobs'}
          </ViewButton>
        </nav>
      </header>
      <main className="app-chat">
        <ChatView conversation={conversation} />
      </main>
      <aside className="app-jobs" aria-labelledby="jobs-heading">
        <JobsView jobIds={jobIds} />
      </aside>
    </div>
  );
}

interface ViewButtonProps {
  readonly view: View;
  readonly current: View;
  readonly onSelect: (view: View) => void;
  readonly children: string;
}

function ViewButton({ view, current, onSelect, children }: ViewButtonProps) {
  return (
    <button
      type="button"
      className="button-quiet"
      aria-pressed={view === current}
      onClick={() => {
        onSelect(view);
      }}
    >
      {children}
    </button>
  );
}
