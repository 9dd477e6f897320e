import { Link } from 'wouter';
import { EmptyState } from '../../design/empty-state.js';
import { ViewHeading } from './view-heading.js';

/** For an address that is nobody's. */
export function NoView() {
  return (
    <div className="page">
      <ViewHeading hidden>Not found</ViewHeading>
      <EmptyState
        icon="search"
        title="Nothing is here"
        actions={
          <Link href="/" className="button" data-kind="main">
            Go to the chat
          </Link>
        }
      >
        The address may be old, or mistyped.
      </EmptyState>
    </div>
  );
}
