import { useEffect, useRef, useState } from 'react';
import { IconButton } from '../../design/button.js';
import { ConfirmDialog } from '../../design/dialog.js';
import { useToast } from '../../design/toast-list.js';
import { readStored, sessionStore, writeStored } from '../../app/storage.js';
import { canListen, listen } from './dictation.js';

const agreedName = 'atelier.dictation';

/** Writes what is said, where the browser can; it asks first, for the sound may leave the machine. */
export function DictationButton({ onWords }: { readonly onWords: (words: string) => void }) {
  const toast = useToast();
  const [asks, setAsks] = useState(false);
  const [listening, setListening] = useState(false);
  const stop = useRef<() => void>(undefined);
  useEffect(
    () => () => {
      stop.current?.();
    },
    [],
  );
  if (!canListen()) return undefined;
  const start = () => {
    writeStored(sessionStore, agreedName, 'yes');
    setAsks(false);
    setListening(true);
    stop.current = listen({
      heard: onWords,
      ended: (trouble) => {
        stop.current = undefined;
        setListening(false);
        if (trouble !== undefined) toast({ text: trouble, tone: 'bad' });
      },
    });
  };
  return (
    <>
      <IconButton
        icon={listening ? 'stop' : 'mic'}
        label={listening ? 'Stop listening' : 'Speak the message'}
        aria-pressed={listening}
        onClick={() => {
          if (listening) stop.current?.();
          else if (readStored(sessionStore, agreedName) === undefined) setAsks(true);
          else start();
        }}
      />
      <ConfirmDialog
        open={asks}
        title="Speak the message?"
        action="Listen"
        onConfirm={start}
        onClose={() => {
          setAsks(false);
        }}
      >
        Your browser makes words of what you say. It may send the sound to its maker to do so.
        Atelier itself gets the words only.
      </ConfirmDialog>
    </>
  );
}
