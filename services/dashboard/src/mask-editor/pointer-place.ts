import type { PointerPlace } from './pointer-gestures.js';

/** Where a pointer is, from the corner of an element. */
export function toPlace(event: PointerEvent, element: Element): PointerPlace {
  const { left, top } = element.getBoundingClientRect();
  const { pointerId, pointerType, button, buttons, pressure, clientX, clientY } = event;
  return {
    ...{ pointerId, pointerType, button, buttons, pressure },
    x: clientX - left,
    y: clientY - top,
  };
}

/** Where it was since the last event: a screen tells less often than a pen moves. */
export function toPlaces(event: PointerEvent, element: Element): readonly PointerPlace[] {
  const between = event.getCoalescedEvents();
  return (between.length > 0 ? between : [event]).map((one) => toPlace(one, element));
}
