import type { SearchHit } from '@atelier/contracts';
import { toAppError } from '@atelier/errors';
import { Link } from 'wouter';
import { ErrorNote } from '../app/error-note.js';
import { Skeleton } from '../design/skeleton.js';
import { nameOf } from './conversation-words.js';
import { MoreMark } from './more-mark.js';
import { useConversationSearch } from './use-conversations.js';

interface SearchHitsProps {
  readonly words: string;
  readonly onChosen: (() => void) | undefined;
}

/** Where the words were found, each a way to the message. */
export function SearchHits({ words, onChosen }: SearchHitsProps) {
  const found = useConversationSearch(words);
  const hits = found.data?.pages.flatMap((page) => page.hits) ?? [];
  return (
    <>
      <p className="visually-hidden" role="status">
        {found.data && (hits.length === 1 ? 'Found once' : `Found ${hits.length} times`)}
      </p>
      {found.isPending && <Skeleton lines={4} label="Searching" />}
      {found.error && (
        <ErrorNote error={toAppError(found.error)} onRetry={() => void found.refetch()} />
      )}
      {found.data && hits.length === 0 && (
        <p className="fine-print conversations-none">Nothing was found.</p>
      )}
      <ul>
        {hits.map((hit) => (
          <li key={`${hit.message_id} ${hit.where}`}>
            <Link
              href={`/c/${hit.conversation_id}?at=${hit.seq}`}
              className="search-hit"
              onClick={onChosen}
            >
              <strong>
                <bdi>{nameOf(hit)}</bdi>
              </strong>
              <Snippet hit={hit} />
            </Link>
          </li>
        ))}
      </ul>
      <MoreMark list={found} />
    </>
  );
}

function Snippet({ hit }: { readonly hit: SearchHit }) {
  return (
    <span className="search-snippet" dir="auto">
      {hit.where === 'image-prompt' && 'Picture: '}
      {hit.snippet.map(({ text, match }, index) =>
        match ? <mark key={index}>{text}</mark> : <span key={index}>{text}</span>,
      )}
    </span>
  );
}
