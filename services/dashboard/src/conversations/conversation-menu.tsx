import type { ConversationView, ExportFormat } from '@atelier/contracts';
import { toAppError } from '@atelier/errors';
import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useClient } from '../app/client-context.js';
import { saveFile } from '../app/pictures/save-file.js';
import { IconButton } from '../design/button.js';
import { Menu, MenuItem, MenuLine } from '../design/menu.js';
import { useToast } from '../design/toast-list.js';
import { nameOf } from './conversation-words.js';

const DeleteDialog = lazy(() => import('./delete-dialog.js'));
const RenameDialog = lazy(() => import('./rename-dialog.js'));
const TagsDialog = lazy(() => import('./tags-dialog.js'));

interface ConversationMenuProps {
  readonly conversation: ConversationView;
  /** It is the one that is read. */
  readonly isOpen: boolean;
}

/** What can be done with a conversation. */
export function ConversationMenu({ conversation, isOpen }: ConversationMenuProps) {
  const client = useClient();
  const toast = useToast();
  const [asks, setAsks] = useState<'rename' | 'tags' | 'delete'>();
  const close = () => {
    setAsks(undefined);
  };
  const name = nameOf(conversation);
  const save = useMutation({
    mutationFn: async (format: ExportFormat) => {
      const bytes = await client.exportConversation(conversation.id, format);
      const type = format === 'json' ? 'application/json' : 'text/markdown';
      saveFile(new Blob([bytes], { type }), `${name}.${format === 'json' ? 'json' : 'md'}`);
    },
    onError: (error) => {
      toast({ text: toAppError(error).message, tone: 'bad' });
    },
  });
  return (
    <>
      <Menu
        trigger={
          <IconButton
            icon="more"
            size="small"
            className="conversation-more"
            label={`More for ${name}`}
            busy={save.isPending}
          />
        }
      >
        <MenuItem
          icon="edit"
          onSelect={() => {
            setAsks('rename');
          }}
        >
          Rename
        </MenuItem>
        <MenuItem
          icon="tag"
          onSelect={() => {
            setAsks('tags');
          }}
        >
          Tags
        </MenuItem>
        <MenuLine />
        <MenuItem
          icon="download"
          onSelect={() => {
            save.mutate('markdown');
          }}
        >
          Save as Markdown
        </MenuItem>
        <MenuItem
          icon="download"
          onSelect={() => {
            save.mutate('json');
          }}
        >
          Save as JSON
        </MenuItem>
        <MenuLine />
        <MenuItem
          icon="trash"
          danger
          onSelect={() => {
            setAsks('delete');
          }}
        >
          Delete
        </MenuItem>
      </Menu>
      <Suspense>
        {asks === 'rename' && <RenameDialog conversation={conversation} onClose={close} />}
        {asks === 'tags' && <TagsDialog conversation={conversation} onClose={close} />}
        {asks === 'delete' && (
          <DeleteDialog conversation={conversation} isOpen={isOpen} onClose={close} />
        )}
      </Suspense>
    </>
  );
}
