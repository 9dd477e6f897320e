/** The name of the place. */
export function Brand() {
  return (
    <span className="brand">
      <img src="/favicon.svg" alt="" width={24} height={24} />
      Atelier
    </span>
  );
}
