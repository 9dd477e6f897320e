import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { Button, IconButton } from '../../design/button.js';
import { Spinner } from '../../design/spinner.js';
import { isRunning } from '../turns/live-turn.js';
import { LateRow } from './late-row.js';
import type { RowActions } from './message-row.js';
import type { MessagesReading } from './use-messages.js';
import type { Row } from './rows.js';

const estimatedPx = 140;
const gapPx = 20;
const nearEndPx = 80;
/** Older messages are asked for when so little is left above. */
const nearStartPx = 800;
/** Of messages, while looking for one further up. */
const seekPage = 100;

interface MessageLogProps {
  readonly rows: readonly Row[];
  readonly older: MessagesReading['older'];
  readonly hasOlder: boolean;
  /** Place of a message that a link leads to. */
  readonly seek: number | undefined;
  /** Changes with each message that is sent from here. */
  readonly sent: number;
  /** Why nothing of the answer is there yet, of rows that wait. */
  readonly waitingFor: (row: Row) => string | undefined;
  readonly actions: RowActions;
}

/** The messages, of which only those in sight are drawn. It begins at its end, and stays there. */
export function MessageLog(props: MessageLogProps) {
  const { rows, older, hasOlder, seek, sent, waitingFor, actions } = props;
  const box = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => estimatedPx,
    getItemKey: (index) => rows[index]?.key ?? index,
    gap: gapPx,
    paddingStart: 24,
    paddingEnd: 24,
    overscan: 2,
    // Older messages come above what is read, and an answer grows below it.
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: nearEndPx,
  });
  const last = rows.length - 1;
  const goToEnd = () => {
    if (last >= 0) list.scrollToIndex(last, { align: 'end' });
  };
  const toEnd = useEffectEvent(goToEnd);

  const began = useRef(false);
  useEffect(() => {
    if (last < 0 || began.current || seek !== undefined) return;
    began.current = true;
    toEnd();
  }, [last, seek]);
  useEffect(() => {
    if (sent > 0) toEnd();
  }, [sent]);

  const found = useRef<number>(undefined);
  const place = seek === undefined ? -1 : rows.findIndex((row) => row.seq === seek);
  const firstSeq = rows[0]?.seq;
  useEffect(() => {
    if (seek === undefined || found.current === seek) return;
    if (place >= 0) {
      found.current = seek;
      began.current = true;
      list.scrollToIndex(place, { align: 'center' });
    } else if (hasOlder && !older.isLoading && firstSeq !== undefined && firstSeq > seek) {
      older.load(seekPage);
    }
  }, [seek, place, hasOlder, older, firstSeq, list]);

  const onScroll = () => {
    const scroller = box.current;
    if (!scroller) return;
    setAtEnd(scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearEndPx);
    if (hasOlder && !older.isLoading && !older.failure && scroller.scrollTop < nearStartPx) {
      older.load();
    }
  };

  return (
    <div className="chat-log-frame">
      <div
        ref={box}
        className="chat-log"
        role="region"
        aria-label="What was said"
        tabIndex={0}
        onScroll={onScroll}
      >
        {older.isLoading && (
          <p className="chat-log-older" role="status">
            <Spinner /> Loading older messages
          </p>
        )}
        {older.failure && (
          <p className="chat-log-older" role="status">
            {older.failure.message}
            <Button
              size="small"
              onClick={() => {
                older.load();
              }}
            >
              Try again
            </Button>
          </p>
        )}
        <div className="chat-rows" style={{ height: list.getTotalSize() }}>
          {list.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (!row) return undefined;
            return (
              <div
                key={item.key}
                ref={list.measureElement}
                data-index={item.index}
                className="chat-row"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <LateRow
                  row={row}
                  heightPx={item.size}
                  waitingFor={row.turn && isRunning(row.turn) ? waitingFor(row) : undefined}
                  marked={item.index === place}
                  actions={actions}
                />
              </div>
            );
          })}
        </div>
      </div>
      {!atEnd && (
        <div className="chat-log-end">
          <IconButton
            icon="chevron-down"
            kind="quiet"
            label="Go to the newest message"
            onClick={() => {
              goToEnd();
              box.current?.focus({ preventScroll: true });
            }}
          />
        </div>
      )}
    </div>
  );
}
