import { imageLimits } from '@atelier/contracts';
import { IconButton } from '../design/button.js';
import { Select } from '../design/select.js';
import { Slider } from '../design/slider.js';
import { TextInput } from '../design/text-input.js';
import { schedulerOptions } from './form-words.js';
import { ownGuidance, type StudioForm } from './studio-form.js';
import type { Problems } from './to-image-job.js';

interface FinerSettingsProps {
  readonly form: StudioForm;
  readonly problems: Problems;
  readonly onChange: (change: Partial<StudioForm>) => void;
}

const ownWords = 'Model’s own';

/** Settings that most pictures do well without. */
export function FinerSettings({ form, problems, onChange }: FinerSettingsProps) {
  const { steps, guidance, scheduler, seed, seedLocked } = form;
  return (
    <details className="studio-finer">
      <summary>Finer settings</summary>
      <div className="studio-finer-body">
        <Slider
          label="Steps"
          hint="More steps take longer and add detail."
          min={0}
          max={imageLimits.maxSteps}
          value={steps}
          format={(value) => (value === 0 ? ownWords : String(value))}
          onChange={(value) => {
            onChange({ steps: value });
          }}
        />
        <Slider
          label="Guidance"
          hint="How closely it follows the prompt."
          min={ownGuidance}
          max={imageLimits.maxGuidance}
          step={0.5}
          value={guidance}
          format={(value) => (value === ownGuidance ? ownWords : String(value))}
          onChange={(value) => {
            onChange({ guidance: value });
          }}
        />
        <Select
          label="Scheduler"
          value={scheduler}
          options={schedulerOptions}
          onChange={(value) => {
            onChange({ scheduler: value });
          }}
        />
        <div className="studio-seed">
          <TextInput
            label="Seed"
            inputMode="numeric"
            placeholder="Random"
            value={seed}
            error={problems.Seed}
            hint={
              seedLocked
                ? 'The same seed and settings give the same picture.'
                : 'Unlocked: each drawing takes another one.'
            }
            onChange={(value) => {
              onChange({ seed: value, seedLocked: value.trim() !== '' });
            }}
          />
          <IconButton
            icon="dice"
            label="Another seed"
            kind="quiet"
            onClick={() => {
              const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
              onChange({ seed: String(random), seedLocked: true });
            }}
          />
          <IconButton
            icon={seedLocked ? 'lock' : 'unlock'}
            label="Keep the seed"
            kind="quiet"
            aria-pressed={seedLocked}
            disabled={seed.trim() === ''}
            onClick={() => {
              onChange({ seedLocked: !seedLocked });
            }}
          />
        </div>
      </div>
    </details>
  );
}
