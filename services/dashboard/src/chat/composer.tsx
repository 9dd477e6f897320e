import { useId, useRef, useState, type KeyboardEvent } from 'react';

/** The longest message that the API takes, in UTF-16 units. */
const maxMessageLength = 16_000;

interface ComposerProps {
  /** An answer is awaited: writing goes on, sending waits. */
  readonly waiting: boolean;
  readonly onSend: (message: string) => void;
}

/** The box to write in. Enter sends, Shift+Enter makes a new line. */
export function Composer({ waiting, onSend }: ComposerProps) {
  const [draft, setDraft] = useState('');
  const box = useRef<HTMLTextAreaElement>(null);
  const hintId = useId();
  const ready = draft.trim() !== '' && !waiting;

  const submit = () => {
    if (!ready) return;
    onSend(draft);
    setDraft('');
    box.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes a word, Enter chooses it.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <label className="visually-hidden" htmlFor={`${hintId}-box`}>
        Message
      </label>
      <textarea
        ref={box}
        id={`${hintId}-box`}
        className="composer-box"
        rows={2}
        maxLength={maxMessageLength}
        placeholder="Write a message"
        autoFocus
        aria-describedby={hintId}
        value={draft}
        onChange={(event) => {
          setDraft(event.target.value);
        }}
        onKeyDown={onKeyDown}
      />
      <button type="submit" className="button-main" aria-disabled={!ready}>
        Send
      </button>
      <p id={hintId} className="fine-print composer-hint">
        Enter sends, Shift+Enter makes a new line.
      </p>
    </form>
  );
}
