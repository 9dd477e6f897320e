import { useState } from 'react';
import { Button, IconButton } from '../design/button.js';
import { ConfirmDialog } from '../design/dialog.js';
import { useShortcut } from '../app/shortcuts/use-shortcut.js';
import { useExport } from './use-export.js';
import { useDeleteImages } from './use-picture-changes.js';

interface SelectionBarProps {
  readonly ids: readonly string[];
  /** Pictures that are loaded; all of them can be selected at once. */
  readonly count: number;
  readonly onAll: () => void;
  readonly onNone: () => void;
  readonly onGone: (ids: readonly string[]) => void;
  /** A dialog is open above it. */
  readonly isBehind: boolean;
}

/** What can be done with the selected pictures. */
export function SelectionBar({ ids, count, onAll, onNone, onGone, isBehind }: SelectionBarProps) {
  const [asks, setAsks] = useState(false);
  const save = useExport();
  const remove = useDeleteImages();
  const off = ids.length === 0 || isBehind;
  useShortcut('Escape', 'Select nothing', onNone, { off });
  useShortcut(
    'Delete',
    'Delete the selected pictures',
    () => {
      setAsks(true);
    },
    { off },
  );
  const words = ids.length === 1 ? 'one picture' : `${ids.length} pictures`;
  return (
    <>
      <p className="visually-hidden" role="status">
        {ids.length > 0 && `${words} selected`}
      </p>
      {ids.length > 0 && (
        <div className="selection-bar" role="toolbar" aria-label="Selected pictures">
          <IconButton icon="close" label="Select nothing" keys="Escape" onClick={onNone} />
          <span className="selection-count">{ids.length} selected</span>
          {ids.length < count && (
            <Button kind="bare" size="small" onClick={onAll}>
              All {count} shown
            </Button>
          )}
          <span className="selection-end">
            <Button
              icon="download"
              aria-label={`Download ${words}`}
              busy={save.isPending}
              onClick={() => {
                save.mutate(ids);
              }}
            >
              <span className="gallery-wide-words">Download</span>
            </Button>
            <Button
              icon="trash"
              aria-label={`Delete ${words}`}
              busy={remove.isPending}
              onClick={() => {
                setAsks(true);
              }}
            >
              <span className="gallery-wide-words">Delete</span>
            </Button>
          </span>
        </div>
      )}
      <ConfirmDialog
        open={asks}
        title={`Delete ${words}?`}
        action={`Delete ${words}`}
        danger
        busy={remove.isPending}
        onClose={() => {
          setAsks(false);
        }}
        onConfirm={() => {
          remove.mutate(ids, {
            onSuccess: onGone,
            onSettled: () => {
              setAsks(false);
            },
          });
        }}
      >
        Their files and recipes go for good. This can not be undone.
      </ConfirmDialog>
    </>
  );
}
