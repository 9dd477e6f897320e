import { Button } from '../../design/button.js';
import { copyText } from '../../design/copy-button.js';
import { Icon } from '../../design/icon.js';
import type { IconName } from '../../design/icon-paths.js';
import { useToast } from '../../design/toast-list.js';

interface RowActionProps {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick: () => void;
}

/** Something to do with a message. The browser's own tooltip: many messages scroll by. */
export function RowAction({ icon, label, onClick }: RowActionProps) {
  return (
    <Button
      kind="bare"
      size="small"
      data-shape="icon"
      aria-label={label}
      title={label}
      onClick={onClick}
    >
      <Icon name={icon} />
    </Button>
  );
}

export function CopyAction({ text, label }: { readonly text: string; readonly label: string }) {
  const toast = useToast();
  const copy = async () => {
    const done = await copyText(text);
    toast(
      done ? { text: 'Copied.' } : { text: 'The browser did not let it be copied.', tone: 'bad' },
    );
  };
  return <RowAction icon="copy" label={label} onClick={() => void copy()} />;
}
