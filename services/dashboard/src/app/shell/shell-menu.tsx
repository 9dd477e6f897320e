import { IconButton } from '../../design/button.js';
import { Menu, MenuChoice, MenuItem, MenuLine } from '../../design/menu.js';
import { useAccess } from '../access/access-context.js';
import { useTheme } from '../theme/use-theme.js';

const themeOptions = [
  { value: 'system', label: 'As the system', icon: 'monitor' },
  { value: 'light', label: 'Light', icon: 'sun' },
  { value: 'dark', label: 'Dark', icon: 'moon' },
] as const;

/** What concerns the page as a whole. */
export function ShellMenu({ onShowKeys }: { readonly onShowKeys: () => void }) {
  const [theme, setTheme] = useTheme();
  const { now, signOut } = useAccess();
  return (
    <Menu trigger={<IconButton icon="settings" label="Settings" />}>
      <MenuChoice label="Colours" value={theme} options={themeOptions} onChange={setTheme} />
      <MenuLine />
      <MenuItem icon="keyboard" keys="?" onSelect={onShowKeys}>
        Keyboard shortcuts
      </MenuItem>
      <MenuItem icon="external" href="/docs">
        The API
      </MenuItem>
      {now.key !== undefined && (
        <>
          <MenuLine />
          <MenuItem icon="sign-out" onSelect={signOut}>
            Sign out
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
