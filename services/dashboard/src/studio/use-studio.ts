import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { z } from 'zod';
import { sessionStore } from '../app/storage.js';
import {
  keepStudio,
  maxKeptJobs,
  readStudio,
  studioKinds,
  type StudioForm,
  type StudioKind,
  type StudioState,
} from './studio-form.js';
import { uploadKey } from './use-source.js';

export interface Studio {
  readonly state: StudioState;
  readonly change: (change: Partial<StudioForm>) => void;
  /** Starts from a picture of the gallery, or with undefined from none. */
  readonly startFrom: (imageId: string | undefined, kind?: StudioKind) => void;
  /** Starts from a file, which goes before a picture of the gallery. */
  readonly startFromUpload: () => void;
  readonly addJob: (id: string) => void;
  readonly removeJob: (id: string) => void;
}

/** The fields and jobs of this tab, which outlast a reload. */
export function useStudio(): Studio {
  const [state, setState] = useState(() => readStudio(sessionStore));
  const queries = useQueryClient();
  const [, go] = useLocation();
  const search = new URLSearchParams(useSearch());
  const asked = search.get('image');
  const askedPrompt = search.get('prompt') ?? undefined;
  const askedKind = studioKinds.find((kind) => kind === search.get('kind'));

  useEffect(() => {
    keepStudio(sessionStore, state);
  }, [state]);

  const startFrom = (imageId: string | undefined, kind?: StudioKind) => {
    setState((before) => ({
      ...before,
      sourceId: imageId,
      form: imageId === undefined ? before.form : fromPicture(before.form, kind),
    }));
  };
  const change = (some: Partial<StudioForm>) => {
    setState((before) => ({ ...before, form: { ...before.form, ...some } }));
  };
  const takeAsked = useEffectEvent((id: string) => {
    if (z.uuid().safeParse(id).success) {
      // An upload of before would go before it.
      queries.setQueryData(uploadKey, null);
      startFrom(id, askedKind);
      if (askedPrompt !== undefined) change({ prompt: askedPrompt });
    }
    go('/studio', { replace: true });
  });
  useEffect(() => {
    if (asked !== null) takeAsked(asked);
  }, [asked]);

  return {
    state,
    startFrom,
    change,
    startFromUpload: () => {
      setState((before) => ({ ...before, sourceId: undefined, form: fromPicture(before.form) }));
    },
    addJob: (id) => {
      setState((before) => {
        const jobs = [id, ...before.jobs.filter((one) => one !== id)].slice(0, maxKeptJobs);
        return { ...before, jobs };
      });
    },
    removeJob: (id) => {
      setState((before) => ({ ...before, jobs: before.jobs.filter((one) => one !== id) }));
    },
  };
}

/** A new drawing does not start from a picture; the others stay what they are. */
function fromPicture(form: StudioForm, kind?: StudioKind): StudioForm {
  if (kind !== undefined && kind !== 'generate') return { ...form, kind };
  return form.kind === 'generate' ? { ...form, kind: 'edit' } : form;
}
