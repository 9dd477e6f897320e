import { useSyncExternalStore } from 'react';
import { Dialog } from '../../design/dialog.js';
import { Keys } from '../../design/keys.js';
import { Switch } from '../../design/switch.js';
import { useShortcuts } from './use-shortcut.js';
import { useShortcutsOff } from './use-shortcuts-off.js';

interface ShortcutDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

/** The shortcuts that work where one is now. */
export function ShortcutDialog({ open, onClose }: ShortcutDialogProps) {
  const shortcuts = useShortcuts();
  const all = useSyncExternalStore(shortcuts.subscribe, shortcuts.list);
  const [off, setOff] = useShortcutsOff();
  const shown = new Map(all.map((shortcut) => [shortcut.keys, shortcut]));
  return (
    <Dialog open={open} onClose={onClose} title="Keyboard shortcuts">
      <dl className="shortcut-list">
        {[...shown.values()].map(({ keys, label }) => (
          <div key={keys}>
            <dt>{label}</dt>
            <dd>
              <Keys keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
      <Switch
        label="Shortcuts of single keys"
        checked={!off}
        onChange={(on) => {
          setOff(!on);
        }}
      />
    </Dialog>
  );
}
