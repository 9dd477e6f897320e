/** A click on a short message is not one beside the dialog: it stays open. */
export function keepOpenForToasts(event: CustomEvent<{ readonly originalEvent: Event }>): void {
  const { target } = event.detail.originalEvent;
  if (target instanceof Element && target.closest('.toasts')) event.preventDefault();
}
