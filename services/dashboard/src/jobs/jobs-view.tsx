import { JobRow } from './job-row.js';

/** The picture jobs of this session, the newest first. */
export function JobsView({ jobIds }: { readonly jobIds: readonly string[] }) {
  return (
    <div className="jobs">
      <h2 id="jobs-heading" className="jobs-heading">
        Jobs
      </h2>
      {jobIds.length === 0 ? (
        <p className="fine-print">Pictures that you ask for are listed here.</p>
      ) : (
        <ul className="jobs-list">
          {jobIds.toReversed().map((id) => (
            <li key={id}>
              <JobRow id={id} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
