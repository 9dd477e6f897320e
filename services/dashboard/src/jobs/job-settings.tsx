import type { ImageJobView } from '@atelier/contracts';
import { Link } from 'wouter';
import { durationWords } from './time-words.js';

const bytesPerMegabyte = 1_000_000;

/** What a job was asked for with, and what it took. */
export function JobSettings({ job }: { readonly job: ImageJobView }) {
  const { settings, engine } = job;
  const facts: readonly (readonly [string, string | number | undefined])[] = [
    ['Not to show', settings.negative_prompt],
    ['Drawn as', settings.drawn_prompt],
    ['Size', `${settings.width} × ${settings.height} pixels`],
    ['Steps', settings.steps],
    ['Guidance', settings.cfg_scale],
    ['Scheduler', settings.scheduler],
    ['Seed', settings.seed],
    ['Pictures', settings.count],
    ['Style', settings.style?.replaceAll('-', ' ')],
    ['Strength', settings.strength],
    ['Enlarged', settings.factor === undefined ? undefined : `${settings.factor} times`],
    ['Model', engine && [engine.model, engine.device, engine.precision].filter(Boolean).join(', ')],
    ['Took', job.duration_ms === undefined ? undefined : durationWords(job.duration_ms / 1_000)],
    [
      'Memory',
      job.memory_bytes === undefined
        ? undefined
        : `${Math.round(job.memory_bytes / bytesPerMegabyte)} MB`,
    ],
    ['Asked', new Date(job.created_at).toLocaleString('en')],
    ['Job', job.id],
  ];
  return (
    <div className="job-settings">
      <dl>
        {facts.map(
          ([label, value]) =>
            value !== undefined &&
            value !== '' && (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      {job.source_image_id !== undefined && (
        <Link href={`/gallery/${job.source_image_id}`}>The picture it starts from</Link>
      )}
      {job.conversation_id !== undefined && (
        <Link href={`/c/${job.conversation_id}`}>Its conversation</Link>
      )}
    </div>
  );
}
