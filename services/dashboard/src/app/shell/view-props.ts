/** What each view is given by its address. */
export interface ViewProps {
  /** Of `/c/:id` and `/gallery/:id`. */
  readonly id: string | undefined;
}
