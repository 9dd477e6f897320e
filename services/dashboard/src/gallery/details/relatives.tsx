import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../app/client-context.js';
import { lineageKey, similarKey } from '../gallery-keys.js';
import { PictureStrip } from './picture-strip.js';

const mostSimilar = 12;

interface RelativesProps {
  readonly id: string;
  readonly hrefOf: (id: string) => string;
}

/** What a picture was made from, what was made from it, and what looks like it. */
export function Relatives({ id, hrefOf }: RelativesProps) {
  const client = useClient();
  const lineage = useQuery({
    queryKey: lineageKey(id),
    queryFn: ({ signal }) => client.imageLineage(id, { signal }),
    refetchOnMount: 'always',
  });
  const similar = useQuery({
    queryKey: similarKey(id),
    queryFn: ({ signal }) => client.similarImages(id, { limit: mostSimilar }, { signal }),
    refetchOnMount: 'always',
  });
  const { ancestors = [], descendants = [] } = lineage.data ?? {};
  return (
    <>
      <PictureStrip title="Made from" images={ancestors} hrefOf={hrefOf} />
      <PictureStrip title="Led to" images={descendants} hrefOf={hrefOf} />
      <PictureStrip title="Looks like it" images={similar.data?.images ?? []} hrefOf={hrefOf} />
      {(lineage.error ?? similar.error) && (
        <p className="fine-print">Related pictures could not be read.</p>
      )}
    </>
  );
}
