import type { HealthView, ModelTask, ModelView } from '@atelier/contracts';
import { toAppError } from '@atelier/errors';
import { ErrorNote } from '../app/error-note.js';
import { healthWords } from '../app/health-words.js';
import { useHealth } from '../app/queries.js';
import { ViewHeading } from '../app/shell/view-heading.js';
import { StatusPill } from '../design/badge.js';
import { Icon } from '../design/icon.js';
import { Skeleton } from '../design/skeleton.js';
import { durationWords } from '../jobs/time-words.js';
import { healthParts } from './health-parts.js';
import { ModelCard } from './model-card.js';
import { useModels, type Samples } from './use-models.js';
import './status.css';

/** How the server and its models are. */
export function StatusView() {
  const health = useHealth();
  return (
    <div className="page">
      <ViewHeading>Status</ViewHeading>
      {health.error && (
        <ErrorNote error={toAppError(health.error)} onRetry={() => void health.refetch()} />
      )}
      {!health.data && !health.error && <Skeleton lines={5} label="Asking how the server is" />}
      {health.data && <Parts health={health.data} isOld={health.error !== null} />}
      <Models wanted={health.data ? wantedModels(health.data) : new Set()} />
      {health.data && <Versions health={health.data} />}
    </div>
  );
}

interface PartsProps {
  readonly health: HealthView;
  /** The server does not answer any more; this is what it said last. */
  readonly isOld: boolean;
}

function Parts({ health, isOld }: PartsProps) {
  const words = healthWords(health);
  return (
    <section className="status-section" aria-label="Parts" data-old={isOld}>
      {isOld ? (
        <p className="fine-print">This is how it was when the server answered last.</p>
      ) : (
        <p className="status-words" data-tone={words.tone}>
          <Icon name={words.tone === 'good' ? 'check' : 'warning'} />
          {words.text}
        </p>
      )}
      <ul className="parts">
        {healthParts(health).map(({ name, tone, state, lines }) => (
          <li key={name}>
            <div className="part-head">
              <h2>{name}</h2>
              <StatusPill tone={tone}>{state}</StatusPill>
            </div>
            {lines.map((line) => (
              <p key={line} className="fine-print">
                {line}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

const taskWords: readonly (readonly [ModelTask, string])[] = [
  ['chat', 'Models that answer'],
  ['image', 'Models that draw'],
];

function Models({ wanted }: { readonly wanted: ReadonlySet<string> }) {
  const { models, samples } = useModels();
  if (models.error && !models.data) {
    return <ErrorNote error={toAppError(models.error)} onRetry={() => void models.refetch()} />;
  }
  if (!models.data) return <Skeleton lines={6} label="Loading the models" />;
  return (
    <>
      {taskWords.map(([task, words]) => (
        <ModelGroup
          key={task}
          title={words}
          models={models.data.models.filter((model) => model.task === task)}
          wanted={wanted}
          samples={samples}
        />
      ))}
    </>
  );
}

interface ModelGroupProps {
  readonly title: string;
  readonly models: readonly ModelView[];
  readonly wanted: ReadonlySet<string>;
  readonly samples: Samples;
}

function ModelGroup({ title, models, wanted, samples }: ModelGroupProps) {
  if (models.length === 0) return undefined;
  return (
    <section className="status-section" aria-label={title}>
      <h2>{title}</h2>
      <div className="model-cards">
        {models.map((model) => (
          <ModelCard
            key={model.id}
            model={model}
            isWanted={wanted.has(model.id) && !model.active}
            samples={samples[model.id]}
          />
        ))}
      </div>
    </section>
  );
}

function Versions({ health }: { readonly health: HealthView }) {
  const { llm_worker: chat, image_queue: queue } = health.dependencies;
  const engines = [chat, ...queue.engines].flatMap(({ engine, engine_version: version }) =>
    engine === undefined ? [] : [[engine, version].filter(Boolean).join(' ')],
  );
  const facts: readonly (readonly [string, string])[] = [
    ['Atelier', health.version],
    ['Engines', [...new Set(engines)].join(', ') || 'unknown'],
    ['Has been up for', durationWords(health.uptime_s)],
  ];
  return (
    <section className="status-section" aria-label="Versions">
      <h2>Versions</h2>
      <dl className="versions">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function wantedModels({ dependencies }: HealthView): ReadonlySet<string> {
  const { llm_worker: chat, image_queue: queue } = dependencies;
  const engines = [chat, ...(chat.workers ?? []), ...queue.engines];
  return new Set(engines.flatMap(({ fallback }) => (fallback ? [fallback.wanted] : [])));
}
