import type { ConversationView } from '@atelier/contracts';
import { toAppError } from '@atelier/errors';
import { useId, useState } from 'react';
import { Button } from '../design/button.js';
import { Dialog } from '../design/dialog.js';
import { TextInput } from '../design/text-input.js';
import { useChangeConversation } from './use-conversations.js';

interface RenameDialogProps {
  readonly conversation: ConversationView;
  readonly onClose: () => void;
}

const maxLength = 200;

export default function RenameDialog({ conversation, onClose }: RenameDialogProps) {
  const [title, setTitle] = useState(conversation.title ?? '');
  const change = useChangeConversation(conversation.id);
  const form = useId();
  const words = title.trim();
  return (
    <Dialog
      open
      onClose={onClose}
      title="Rename the conversation"
      foot={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="main" type="submit" form={form} busy={change.isPending}>
            Rename
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ title: words === '' ? null : words }, { onSuccess: onClose });
        }}
      >
        <TextInput
          label="Name"
          value={title}
          onChange={setTitle}
          maxLength={maxLength}
          hint="Left empty, it has no name."
          error={change.error ? toAppError(change.error).message : undefined}
        />
      </form>
    </Dialog>
  );
}
