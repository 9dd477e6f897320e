import { Link } from 'wouter';
import { Icon } from '../../design/icon.js';
import { views, type View } from './views.js';

/** The way to every view: beside the name, or at the lower edge of a phone. */
export function Navigation({ current }: { readonly current: View | undefined }) {
  return (
    <nav className="shell-nav" aria-label="Views">
      <ul>
        {views.map((view) => (
          <li key={view.name}>
            <Link
              href={view.href}
              className="shell-nav-link"
              aria-current={view === current ? 'page' : undefined}
              onPointerEnter={() => {
                // So that it is there when it is opened; opening it tells what is wrong.
                view.load().catch(() => undefined);
              }}
            >
              <Icon name={view.icon} />
              {view.name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
