import { imageLimits } from '@atelier/contracts';
import { toAppError, type AppError } from '@atelier/errors';
import { useEffect, useRef, useState } from 'react';
import { useClient } from '../app/client-context.js';

export interface Enhancing {
  readonly running: boolean;
  readonly failure: AppError | undefined;
  readonly warnings: readonly string[];
  /** What stood there before; undefined where nothing was changed. */
  readonly before: string | undefined;
  readonly start: (prompt: string) => void;
  readonly stop: () => void;
  /** The prompt is another one now, written by hand. */
  readonly forget: () => void;
}

/** Has the model write a fuller prompt, which is shown while it is written. */
export function useEnhance(onPrompt: (prompt: string) => void): Enhancing {
  const client = useClient();
  const leave = useRef<AbortController>(undefined);
  const [running, setRunning] = useState(false);
  const [failure, setFailure] = useState<AppError>();
  const [warnings, setWarnings] = useState<readonly string[]>([]);
  const [before, setBefore] = useState<string>();

  useEffect(() => () => leave.current?.abort(), []);

  const run = async (prompt: string, { signal }: AbortController) => {
    try {
      for await (const written of client.enhancePrompt(prompt, { signal })) {
        if (signal.aborted) return;
        setBefore(prompt);
        setWarnings(written.warnings);
        if (written.prompt !== '') onPrompt(written.prompt.slice(0, imageLimits.maxPromptLength));
      }
    } catch (error) {
      if (signal.aborted) return;
      setFailure(toAppError(error));
      onPrompt(prompt);
      setBefore(undefined);
    }
    if (!signal.aborted) setRunning(false);
  };
  const forget = () => {
    setBefore(undefined);
    setFailure(undefined);
    setWarnings([]);
  };
  return {
    running,
    failure,
    warnings,
    before,
    forget,
    start: (prompt) => {
      leave.current?.abort();
      leave.current = new AbortController();
      forget();
      setRunning(true);
      void run(prompt, leave.current);
    },
    stop: () => {
      leave.current?.abort();
      setRunning(false);
    },
  };
}
