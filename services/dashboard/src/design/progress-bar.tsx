interface ProgressBarProps {
  /** What comes along, for readers. */
  readonly label: string;
  /** Percent; undefined while nobody knows. */
  readonly value?: number | undefined;
}

/** How far something is. */
export function ProgressBar({ label, value }: ProgressBarProps) {
  return <progress className="progress" max={100} value={value} aria-label={label} />;
}
