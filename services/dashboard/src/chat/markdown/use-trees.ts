import { useEffect, useState } from 'react';
import { startReader } from './reader.js';
import { createTrees, type Trees } from './trees.js';

/** Some megabytes with their trees. */
const maxCharacters = 1_000_000;

/** The texts that were read on this page, while it is shown. */
export function useTrees(): Trees {
  const [trees] = useState(() =>
    createTrees({
      start: startReader,
      later: (run, ms) => {
        const timer = setTimeout(run, ms);
        return () => {
          clearTimeout(timer);
        };
      },
      maxCharacters,
    }),
  );
  useEffect(
    () => () => {
      trees.stop();
    },
    [trees],
  );
  return trees;
}
