import type { ComponentType } from 'react';
import type { IconName } from '../../design/icon-paths.js';
import type { ViewProps } from './view-props.js';

export interface View {
  readonly name: string;
  readonly href: string;
  readonly icon: IconName;
  /** Pressed after `g`. */
  readonly key: string;
  /** Addresses that are its own; the first group is the id. */
  readonly address: RegExp;
  readonly load: () => Promise<ComponentType<ViewProps>>;
}

export const views = [
  {
    name: 'Chat',
    href: '/',
    icon: 'chat',
    key: 'c',
    address: /^\/(?:c\/([^/]+))?$/,
    load: async () => (await import('../../chat/chat-view.js')).ChatView,
  },
  {
    name: 'Studio',
    href: '/studio',
    icon: 'brush',
    key: 's',
    address: /^\/studio$/,
    load: async () => (await import('../../studio/studio-view.js')).StudioView,
  },
  {
    name: 'Gallery',
    href: '/gallery',
    icon: 'grid',
    key: 'g',
    address: /^\/gallery(?:\/([^/]+))?$/,
    load: async () => (await import('../../gallery/gallery-view.js')).GalleryView,
  },
  {
    name: 'Jobs',
    href: '/jobs',
    icon: 'list',
    key: 'j',
    address: /^\/jobs$/,
    load: async () => (await import('../../jobs/jobs-view.js')).JobsView,
  },
  {
    name: 'Status',
    href: '/status',
    icon: 'pulse',
    key: 't',
    address: /^\/status$/,
    load: async () => (await import('../../status/status-view.js')).StatusView,
  },
] as const satisfies readonly View[];

/** Whose address this is, and the id in it; undefined for nobody's. */
export function findView(path: string): { readonly view: View; readonly id?: string } | undefined {
  const bare = path.length > 1 ? path.replace(/\/+$/, '') : path;
  for (const view of views) {
    const match = view.address.exec(bare);
    if (match) return { view, ...(match[1] !== undefined && { id: match[1] }) };
  }
  return undefined;
}
