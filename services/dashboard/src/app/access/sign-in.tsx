import { createClient } from '@atelier/client';
import { AppError, toAppError } from '@atelier/errors';
import { useEffect, useState } from 'react';
import { Button } from '../../design/button.js';
import { CheckBox } from '../../design/switch.js';
import { TextInput } from '../../design/text-input.js';
import { Brand } from '../shell/brand.js';
import { useAccess } from './access-context.js';
import './sign-in.css';

/** Asks for a key, and tries it before it is used. */
export function SignIn({ refusedKey }: { readonly refusedKey: boolean }) {
  const { signIn } = useAccess();
  const [key, setKey] = useState('');
  const [keep, setKeep] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  useEffect(() => {
    document.title = 'Sign in · Atelier';
  }, []);

  const submit = async () => {
    const trimmed = key.trim();
    if (trimmed === '') {
      setProblem('Enter your key. It begins with atl_.');
      return;
    }
    setBusy(true);
    setProblem(undefined);
    const says = await whyNot(trimmed);
    setBusy(false);
    if (says === undefined) signIn(trimmed, { keep });
    else setProblem(says);
  };

  return (
    <main className="sign-in">
      <form
        className="sign-in-card"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void submit();
        }}
      >
        <Brand />
        <h1>Sign in</h1>
        <p>
          {refusedKey
            ? 'Your key does not work any more: it was revoked, or replaced by another.'
            : 'This server asks for an API key.'}
        </p>
        <TextInput
          label="API key"
          type="password"
          name="key"
          autoComplete="current-password"
          spellCheck={false}
          autoFocus
          value={key}
          onChange={setKey}
          error={problem}
        />
        <CheckBox label="Keep me signed in on this device" checked={keep} onChange={setKeep} />
        <Button kind="main" type="submit" icon="key" busy={busy}>
          {busy ? 'Trying the key…' : 'Sign in'}
        </Button>
        <p className="fine-print">
          No key yet? Whoever runs this server makes one with <code>npm run keys</code>.
        </p>
      </form>
    </main>
  );
}

/** Why a key can't be used, in words; undefined for one that can. */
async function whyNot(apiKey: string): Promise<string | undefined> {
  try {
    await createClient({ baseUrl: '', apiKey }).conversations({ limit: 1 });
    return undefined;
  } catch (error) {
    // A key that may not chat can still be good for something else.
    if (AppError.is(error) && error.code === 'FORBIDDEN') return undefined;
    return toAppError(error).message;
  }
}
