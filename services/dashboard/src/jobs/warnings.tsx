import type { Warning } from '@atelier/contracts';

/** What was changed or left out, in small print. */
export function Warnings({ warnings }: { readonly warnings: readonly Warning[] }) {
  if (warnings.length === 0) return undefined;
  return (
    <ul className="fine-print">
      {warnings.map(({ code, message }) => (
        <li key={code + message}>{message}</li>
      ))}
    </ul>
  );
}
