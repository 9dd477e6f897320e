import { useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { ConnectionBanner } from '../connection/connection-banner.js';
import { ShortcutDialog } from '../shortcuts/shortcut-dialog.js';
import { useShortcut } from '../shortcuts/use-shortcut.js';
import { HealthLink } from './health-link.js';
import { Brand } from './brand.js';
import { Navigation } from './navigation.js';
import { NoView } from './no-view.js';
import { ShellMenu } from './shell-menu.js';
import { ViewFrame } from './view-frame.js';
import { FirstViewContext } from './view-heading.js';
import { findView, views, type View } from './views.js';

/** The frame of the page: the way to every view, and the view one is at. */
export function Shell() {
  const [path] = useLocation();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  const [listsKeys, setListsKeys] = useState(false);
  const found = findView(path);
  useShortcut('?', 'Show these shortcuts', () => {
    setListsKeys(true);
  });
  return (
    <div className="shell">
      <a
        className="skip-link"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to the content
      </a>
      {views.map((view) => (
        <ViewShortcut key={view.name} view={view} />
      ))}
      <header className="shell-header">
        <Brand />
        <Navigation current={found?.view} />
        <div className="shell-end">
          <HealthLink />
          <ShellMenu
            onShowKeys={() => {
              setListsKeys(true);
            }}
          />
        </div>
      </header>
      <ConnectionBanner />
      <main id="main" ref={main} className="shell-main" tabIndex={-1}>
        <FirstViewContext value={first}>
          {found ? <ViewFrame key={found.view.name} view={found.view} id={found.id} /> : <NoView />}
        </FirstViewContext>
      </main>
      <ShortcutDialog
        open={listsKeys}
        onClose={() => {
          setListsKeys(false);
        }}
      />
    </div>
  );
}

function ViewShortcut({ view }: { readonly view: View }) {
  const [, go] = useLocation();
  useShortcut(`g ${view.key}`, `Go to ${view.name}`, () => {
    go(view.href);
  });
  return undefined;
}
