import type { ConversationView } from '@atelier/contracts';
import { toAppError } from '@atelier/errors';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { ConfirmDialog } from '../design/dialog.js';
import { CheckBox } from '../design/switch.js';
import { useToast } from '../design/toast-list.js';
import { nameOf } from './conversation-words.js';
import { useDeleteConversation } from './use-conversations.js';

interface DeleteDialogProps {
  readonly conversation: ConversationView;
  /** It is the one that is read. */
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export default function DeleteDialog({ conversation, isOpen, onClose }: DeleteDialogProps) {
  const [withPictures, setWithPictures] = useState(false);
  const [, go] = useLocation();
  const toast = useToast();
  const remove = useDeleteConversation(conversation.id);
  return (
    <ConfirmDialog
      open
      danger
      title="Delete this conversation?"
      action={withPictures ? 'Delete it and its pictures' : 'Delete it'}
      busy={remove.isPending}
      onClose={onClose}
      onConfirm={() => {
        remove.mutate(withPictures ? 'delete' : 'keep', {
          onSuccess: () => {
            onClose();
            if (isOpen) go('/', { replace: true });
            toast({ text: 'The conversation was deleted.' });
          },
        });
      }}
    >
      <p>
        <bdi>{nameOf(conversation)}</bdi> and all its messages will be gone for good.
      </p>
      <CheckBox
        label="Its pictures too; else they stay in the gallery"
        checked={withPictures}
        onChange={setWithPictures}
      />
      {remove.error && <p className="error-text">{toAppError(remove.error).message}</p>}
    </ConfirmDialog>
  );
}
