import { useEffect, useState } from 'react';
import { IconButton } from './button.js';

interface CopyButtonProps {
  readonly text: string;
  readonly label?: string | undefined;
}

const saidForMs = 2_000;

/** Puts a text on the clipboard, and says so. */
export function CopyButton({ text, label = 'Copy' }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'copied' | 'refused'>();
  useEffect(() => {
    if (outcome === undefined) return undefined;
    const timer = setTimeout(() => {
      setOutcome(undefined);
    }, saidForMs);
    return () => {
      clearTimeout(timer);
    };
  }, [outcome]);
  const copy = async () => {
    setOutcome((await copyText(text)) ? 'copied' : 'refused');
  };
  return (
    <>
      <IconButton
        icon={outcome === 'copied' ? 'check' : 'copy'}
        size="small"
        label={outcome === undefined ? label : said[outcome]}
        onClick={() => void copy()}
      />
      <span className="visually-hidden" role="status">
        {outcome !== undefined && said[outcome]}
      </span>
    </>
  );
}

const said = { copied: 'Copied', refused: 'The browser did not let it be copied' };

/** False where the browser forbids it; pages served over plain HTTP in a network have no clipboard. */
export async function copyText(text: string): Promise<boolean> {
  const clipboard = (navigator as Partial<Navigator>).clipboard;
  try {
    if (!clipboard) return false;
    await clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
