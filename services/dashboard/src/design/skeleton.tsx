interface SkeletonProps {
  /** How many lines stand in for what is coming. */
  readonly lines?: number | undefined;
  /** What is being loaded, for readers. */
  readonly label?: string | undefined;
}

/** Stands where something is about to be. For other shapes give an element the class `skeleton`. */
export function Skeleton({ lines = 3, label = 'Loading' }: SkeletonProps) {
  return (
    <div className="skeleton-lines" role="status">
      <span className="visually-hidden">{label}</span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className="skeleton" aria-hidden="true" />
      ))}
    </div>
  );
}
