import type { ConversationView } from '@atelier/contracts';
import { toAppError } from '@atelier/errors';
import { useId, useState } from 'react';
import { Button } from '../design/button.js';
import { Dialog } from '../design/dialog.js';
import { TextInput } from '../design/text-input.js';
import { parseTags } from './conversation-words.js';
import { useChangeConversation } from './use-conversations.js';

interface TagsDialogProps {
  readonly conversation: ConversationView;
  readonly onClose: () => void;
}

export default function TagsDialog({ conversation, onClose }: TagsDialogProps) {
  const [text, setText] = useState(conversation.tags.join(', '));
  const [problem, setProblem] = useState<string>();
  const change = useChangeConversation(conversation.id);
  const form = useId();
  return (
    <Dialog
      open
      onClose={onClose}
      title="Tags of the conversation"
      foot={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="main" type="submit" form={form} busy={change.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          const parsed = parseTags(text);
          if ('problem' in parsed) setProblem(parsed.problem);
          else change.mutate({ tags: parsed.tags }, { onSuccess: onClose });
        }}
      >
        <TextInput
          label="Tags"
          value={text}
          onChange={(next) => {
            setProblem(undefined);
            setText(next);
          }}
          hint="Words to find it by, with commas between."
          error={problem ?? (change.error ? toAppError(change.error).message : undefined)}
        />
      </form>
    </Dialog>
  );
}
