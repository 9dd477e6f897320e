import type { ModelListView, ModelView } from '@atelier/contracts';
import { toAppError } from '@atelier/errors';
import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useClient } from '../app/client-context.js';
import { askHealth } from '../app/queries.js';
import { useToast } from '../design/toast-list.js';
import { withSample, type Sample } from './download-speed.js';
import { putModel } from './put-model.js';

const modelsKey = ['models'];

/** Samples of the downloads that run, by the model's id. */
export type Samples = Readonly<Record<string, readonly Sample[]>>;

/** The models as they change, and how their downloads come along. */
export function useModels(): {
  readonly models: UseQueryResult<ModelListView>;
  readonly samples: Samples;
} {
  const client = useClient();
  const queries = useQueryClient();
  const [samples, setSamples] = useState<Samples>({});
  const models = useQuery({
    queryKey: modelsKey,
    queryFn: ({ signal }) => client.models({ signal }),
    refetchOnMount: 'always',
  });
  useEffect(() => {
    const leave = new AbortController();
    const listen = async () => {
      try {
        for await (const model of client.modelEvents({ signal: leave.signal })) {
          queries.setQueryData<ModelListView>(modelsKey, (list) => list && putModel(list, model));
          const { id, status, progress } = model;
          setSamples(({ [id]: before = [], ...others }) => {
            if (status !== 'downloading' || !progress) return others;
            const next = { atMs: performance.now(), bytes: progress.bytes };
            return { ...others, [id]: withSample(before, next) };
          });
        }
      } catch {
        // It was left, or the list's own reading says why.
      }
    };
    void listen();
    return () => {
      leave.abort();
    };
  }, [client, queries]);
  return { models, samples };
}

export type ModelAction = 'download' | 'stop' | 'activate' | 'remove';

/** Does something with a model, and shows what it became. */
export function useModelAction(id: string): UseMutationResult<void, Error, ModelAction> {
  const client = useClient();
  const queries = useQueryClient();
  const toast = useToast();
  const calls: Readonly<Record<ModelAction, () => Promise<ModelView | undefined>>> = {
    download: () => client.downloadModel(id),
    stop: () => client.cancelModelDownload(id),
    activate: () => client.activateModel(id),
    remove: async () => {
      await client.removeModel(id);
      return undefined;
    },
  };
  return useMutation({
    mutationFn: async (action) => {
      const model = await calls[action]();
      if (model) {
        queries.setQueryData<ModelListView>(modelsKey, (list) => list && putModel(list, model));
      }
      // The one that was in use until now is another one, too.
      if (action !== 'stop') await queries.invalidateQueries({ queryKey: modelsKey });
      askHealth(queries);
    },
    onError: (error) => {
      toast({ text: toAppError(error).message, tone: 'bad' });
    },
  });
}
