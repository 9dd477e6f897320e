import { useDrawingTurn } from '../../app/drawing/use-drawing-turn.js';
import { MessageRow, type MessageRowProps } from './message-row.js';

interface LateRowProps extends MessageRowProps {
  /** Of the row, as far as it is known. */
  readonly heightPx: number;
}

/** A message that leaves its place blank until it is its turn to be drawn; a running one never. */
export function LateRow({ heightPx, ...props }: LateRowProps) {
  const mayDraw = useDrawingTurn(props.row.turn !== undefined);
  return mayDraw ? <MessageRow {...props} /> : <div style={{ height: heightPx }} />;
}
