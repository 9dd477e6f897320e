import { toAppError } from '@atelier/errors';
import { useMutation } from '@tanstack/react-query';
import { useClient } from '../app/client-context.js';
import { saveFile } from '../app/pictures/save-file.js';
import { useToast } from '../design/toast-list.js';
import { inParts } from './selection.js';
import { mostAtOnce } from './use-picture-changes.js';

/** Saves pictures with their recipes as zip files, one for each five hundred. */
export function useExport() {
  const client = useClient();
  const toast = useToast();
  return useMutation({
    mutationFn: async (ids: readonly string[]) => {
      const parts = inParts(ids, mostAtOnce);
      for (const [index, part] of parts.entries()) {
        const bytes = await client.exportImages(part);
        const ending = parts.length > 1 ? `-${index + 1}-of-${parts.length}` : '';
        const day = new Date().toISOString().slice(0, 10);
        saveFile(new Blob([bytes], { type: 'application/zip' }), `atelier-${day}${ending}.zip`);
      }
      return ids.length;
    },
    onSuccess: (count) => {
      toast({
        text: count === 1 ? 'One picture is saved.' : `${count} pictures are saved.`,
        tone: 'good',
      });
    },
    onError: (error) => {
      toast({ text: toAppError(error).message, tone: 'bad' });
    },
  });
}
