import { createContext, use, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { createDrawingTurns } from './drawing-turns.js';

const DrawingTurnsContext = createContext(
  createDrawingTurns((run) => {
    setTimeout(run);
  }),
);

/**
 * False until a heavy part may be drawn: many that come into sight at once would hold the page up.
 * `isUrgent` parts do not wait.
 */
export function useDrawingTurn(isUrgent = false): boolean {
  const turns = use(DrawingTurnsContext);
  const [mayDraw, setMayDraw] = useState(isUrgent);
  useEffect(() => {
    if (mayDraw) return undefined;
    return turns.wait(() => {
      // Else those of several turns would be drawn in one go.
      flushSync(() => {
        setMayDraw(true);
      });
    });
  }, [turns, mayDraw]);
  return mayDraw;
}
