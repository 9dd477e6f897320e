import { lazy, type ComponentType } from 'react';
import type { ViewProps } from './view-props.js';
import type { View } from './views.js';

const loaded = new Map<View, ComponentType<ViewProps>>();

/** The component of a view, loaded when it is first shown. */
export function lazyView(view: View): ComponentType<ViewProps> {
  const known = loaded.get(view);
  if (known) return known;
  const component = lazy(async () => ({ default: await view.load() }));
  loaded.set(view, component);
  return component;
}

/** Loads a view again that could not be loaded. */
export function forgetView(view: View): void {
  loaded.delete(view);
}
