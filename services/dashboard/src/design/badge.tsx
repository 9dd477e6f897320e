import type { ReactNode } from 'react';
import { Icon } from './icon.js';
import type { IconName } from './icon-paths.js';

export type Tone = 'plain' | 'accent' | 'good' | 'warning' | 'bad';

interface BadgeProps {
  readonly tone?: Tone | undefined;
  readonly icon?: IconName | undefined;
  readonly children: ReactNode;
}

/** A word or a number about the thing beside it. */
export function Badge({ tone = 'plain', icon, children }: BadgeProps) {
  return (
    <span className="badge" data-tone={tone}>
      {icon && <Icon name={icon} />}
      {children}
    </span>
  );
}

/** A state in a word, with a dot of its colour. */
export function StatusPill({ tone = 'plain', children }: Omit<BadgeProps, 'icon'>) {
  return (
    <span className="badge" data-tone={tone}>
      <span className="badge-dot" aria-hidden="true" />
      {children}
    </span>
  );
}
