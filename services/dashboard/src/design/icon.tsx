import { iconPaths, type IconName } from './icon-paths.js';

interface IconProps {
  readonly name: IconName;
  /** Filled rather than outlined, for instance a star that is set. */
  readonly filled?: boolean | undefined;
}

/** A picture beside words, or inside a control that has a name; readers skip it. */
export function Icon({ name, filled = false }: IconProps) {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      fill={filled ? 'currentColor' : 'none'}
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={iconPaths[name]} />
    </svg>
  );
}
