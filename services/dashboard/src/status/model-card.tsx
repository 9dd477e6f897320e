import type { ModelStatus, ModelView } from '@atelier/contracts';
import { useState } from 'react';
import { Badge, StatusPill, type Tone } from '../design/badge.js';
import { Button } from '../design/button.js';
import { ConfirmDialog } from '../design/dialog.js';
import { ProgressBar } from '../design/progress-bar.js';
import { paceOf, type Sample } from './download-speed.js';
import { downloadWords, modelFacts } from './model-words.js';
import { useModelAction } from './use-models.js';

const states: Readonly<Record<ModelStatus, { readonly tone: Tone; readonly text: string }>> = {
  missing: { tone: 'plain', text: 'Not here' },
  downloading: { tone: 'accent', text: 'Being downloaded' },
  ready: { tone: 'good', text: 'Ready' },
  damaged: { tone: 'bad', text: 'Damaged' },
};

interface ModelCardProps {
  readonly model: ModelView;
  /** It should be used, and another one stands in for it. */
  readonly isWanted: boolean;
  readonly samples: readonly Sample[] | undefined;
}

/** A model: whether it is here, what it costs, and what can be done about it. */
export function ModelCard({ model, isWanted, samples = [] }: ModelCardProps) {
  const { title, status, progress, licence, reason } = model;
  const state = states[status];
  return (
    <article className="model-card" data-active={model.active} aria-label={title}>
      <div className="model-head">
        <h3>{title}</h3>
        <span className="model-badges">
          {model.active && (
            <Badge tone="accent" icon="check">
              In use
            </Badge>
          )}
          {isWanted && <Badge tone="warning">Wanted</Badge>}
          {model.starter && <Badge>Starter</Badge>}
          <StatusPill tone={state.tone}>{state.text}</StatusPill>
        </span>
      </div>
      <p className="fine-print">{modelFacts(model)}</p>
      {progress && status !== 'ready' && (
        <div className="model-progress">
          <ProgressBar
            label={`Download of ${title}`}
            value={progress.total_bytes > 0 ? (progress.bytes / progress.total_bytes) * 100 : 0}
          />
          <p className="fine-print">
            {status === 'downloading'
              ? downloadWords(progress, paceOf(samples, progress.total_bytes))
              : `${downloadWords(progress, undefined)} are here already`}
          </p>
        </div>
      )}
      {reason !== undefined && (
        <p className={status === 'damaged' ? 'error-text' : 'fine-print'}>{reason}</p>
      )}
      <p className="fine-print">
        Licence:{' '}
        {licence.url === undefined ? (
          licence.id
        ) : (
          <a href={licence.url} target="_blank" rel="noopener noreferrer">
            {licence.id}
          </a>
        )}
        {licence.says !== undefined && `. ${licence.says}`}
      </p>
      {model.repository !== undefined && (
        <p className="fine-print model-source">
          {model.repository}
          {model.commit !== undefined && ` at ${model.commit.slice(0, 10)}`}
        </p>
      )}
      <ModelButtons model={model} isWanted={isWanted} />
    </article>
  );
}

function ModelButtons({ model, isWanted }: Omit<ModelCardProps, 'samples'>) {
  const { id, title, status, active, starter } = model;
  const action = useModelAction(id);
  const [asks, setAsks] = useState(false);
  const busy = (what: typeof action.variables) => action.isPending && action.variables === what;
  const canFetch = status === 'missing' || status === 'damaged';
  const fetchWords = model.progress ? 'Go on downloading' : 'Download';
  const useWords = status === 'ready' ? 'Use it' : 'Use it once it is here';
  return (
    <div className="model-buttons">
      {canFetch && !starter && (
        <Button
          size="small"
          icon="download"
          busy={busy('download')}
          aria-label={`${fetchWords}: ${title}`}
          onClick={() => {
            action.mutate('download');
          }}
        >
          {fetchWords}
        </Button>
      )}
      {status === 'downloading' && (
        <Button
          size="small"
          icon="stop"
          busy={busy('stop')}
          aria-label={`Stop the download of ${title}`}
          onClick={() => {
            action.mutate('stop');
          }}
        >
          Stop
        </Button>
      )}
      {!active && !isWanted && status !== 'damaged' && (
        <Button
          size="small"
          icon="check"
          busy={busy('activate')}
          aria-label={`${useWords}: ${title}`}
          onClick={() => {
            action.mutate('activate');
          }}
        >
          {useWords}
        </Button>
      )}
      {!active && !starter && (status === 'ready' || status === 'damaged') && (
        <Button
          size="small"
          kind="bare"
          icon="trash"
          aria-label={`Remove ${title}`}
          onClick={() => {
            setAsks(true);
          }}
        >
          Remove
        </Button>
      )}
      <ConfirmDialog
        open={asks}
        title={`Remove ${title}?`}
        action="Remove its files"
        danger
        busy={busy('remove')}
        onClose={() => {
          setAsks(false);
        }}
        onConfirm={() => {
          action.mutate('remove', {
            onSettled: () => {
              setAsks(false);
            },
          });
        }}
      >
        Its files are deleted from this machine. It can be downloaded again.
      </ConfirmDialog>
    </div>
  );
}
