import { useQueryClient } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { usePictureCache } from '../pictures/picture-cache-context.js';
import { forgetTab } from '../session.js';
import { localStore, sessionStore, turnRecordsName, writeStored } from '../storage.js';
import { useAccess } from './access-context.js';
import { SignIn } from './sign-in.js';

/** The page, or the question for a key while the server wants one. */
export function Gate({ children }: { readonly children: ReactNode }) {
  const { now } = useAccess();
  const queries = useQueryClient();
  const pictures = usePictureCache();
  const { wanted, refusedKey } = now;

  useEffect(() => {
    if (!wanted) return;
    // What one person saw is not for the next.
    queries.clear();
    pictures.clear();
    if (refusedKey) return;
    forgetTab(sessionStore);
    writeStored(localStore, turnRecordsName, undefined);
  }, [wanted, refusedKey, queries, pictures]);

  return wanted ? <SignIn refusedKey={refusedKey} /> : children;
}
