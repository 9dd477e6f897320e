import {
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  type ClipboardEvent,
  type KeyboardEvent,
  type Ref,
} from 'react';
import { sessionStore } from '../../app/storage.js';
import { IconButton } from '../../design/button.js';
import { hintOf, maxMessageLength, pictureOf, whyNot } from './composer-words.js';
import { DictationButton } from './dictation-button.js';
import { keepDraft, readDraft } from './drafts.js';
import './composer.css';

/** What others may do with the composer. */
export interface ComposerHandle {
  /** Puts words into it, after what is there, and the cursor behind them. */
  readonly say: (words: string) => void;
  readonly focus: () => void;
}

interface ComposerProps {
  readonly ref: Ref<ComposerHandle>;
  readonly conversationId: string | undefined;
  readonly running: boolean;
  readonly stopping: boolean;
  readonly connection: 'here' | 'lost';
  readonly onSend: (message: string) => void;
  readonly onStop: () => void;
  /** A picture was pasted. */
  readonly onPicture: (picture: File) => void;
}

/** The box to write in. Enter sends, Shift+Enter makes a new line. */
export function Composer(props: ComposerProps) {
  const { ref, conversationId, running, stopping, connection, onSend, onStop, onPicture } = props;
  const [draft, setDraft] = useState(() => readDraft(sessionStore, conversationId));
  const box = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const [told, setTold] = useState(false);
  const state = { draft, running, connection };
  const reason = whyNot(state);

  useEffect(() => {
    keepDraft(sessionStore, conversationId, draft);
  }, [conversationId, draft]);
  useGrowing(box, draft);

  const add = (words: string) => {
    setDraft((before) => {
      const space = before === '' || /\s$/.test(before) ? '' : ' ';
      return `${before}${space}${words}`.slice(0, maxMessageLength);
    });
  };
  useImperativeHandle(ref, () => ({
    say: (words) => {
      add(words);
      const at = maxMessageLength;
      box.current?.focus();
      requestAnimationFrame(() => box.current?.setSelectionRange(at, at));
    },
    focus: () => box.current?.focus(),
  }));

  const submit = () => {
    setTold(reason !== undefined);
    if (reason !== undefined) return;
    onSend(draft.trim());
    setDraft('');
    box.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes a word, Enter chooses it.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };
  const onPaste = (event: ClipboardEvent) => {
    const picture = pictureOf(event.clipboardData.files);
    // Copied text may bring a picture of itself along.
    if (!picture || event.clipboardData.types.includes('text/plain')) return;
    event.preventDefault();
    onPicture(picture);
  };

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className="composer-frame">
        <label className="visually-hidden" htmlFor={`${id}-box`}>
          Message
        </label>
        <textarea
          ref={box}
          id={`${id}-box`}
          className="composer-box"
          rows={1}
          dir="auto"
          maxLength={maxMessageLength}
          placeholder="Write a message"
          autoFocus
          aria-describedby={id}
          value={draft}
          onChange={(event) => {
            setTold(false);
            setDraft(event.target.value);
          }}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <DictationButton onWords={add} />
        {running ? (
          <IconButton
            icon="stop"
            filled
            kind="main"
            label={stopping ? 'Stopping' : 'Stop the answer'}
            busy={stopping}
            onClick={() => {
              onStop();
              box.current?.focus();
            }}
          />
        ) : (
          <IconButton
            type="submit"
            icon="send"
            kind="main"
            label="Send"
            disabled={reason !== undefined}
          />
        )}
      </div>
      <p id={id} className="fine-print composer-hint">
        {told && reason !== undefined ? reason : hintOf(state)}
      </p>
    </form>
  );
}

/** For browsers whose text areas do not grow by themselves. */
function useGrowing(box: { readonly current: HTMLTextAreaElement | null }, text: string): void {
  useLayoutEffect(() => {
    const area = box.current;
    if (!area || CSS.supports('field-sizing', 'content')) return;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight + 2}px`;
  }, [box, text]);
}
