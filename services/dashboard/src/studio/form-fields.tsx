import { imageLimits } from '@atelier/contracts';
import { Button } from '../design/button.js';
import { Select } from '../design/select.js';
import { Slider } from '../design/slider.js';
import { TextArea } from '../design/text-input.js';
import { FinerSettings } from './finer-settings.js';
import { sizeWords, styleChips } from './form-words.js';
import { PromptField } from './prompt-field.js';
import { studioSizes, type StudioForm } from './studio-form.js';
import type { Problems } from './to-image-job.js';

interface FormFieldsProps {
  readonly form: StudioForm;
  readonly problems: Problems;
  readonly onChange: (change: Partial<StudioForm>) => void;
}

/** The fields of what is to be drawn. */
export function FormFields({ form, problems, onChange }: FormFieldsProps) {
  const { kind } = form;
  if (kind === 'upscale') return <Factor form={form} onChange={onChange} />;
  return (
    <>
      <PromptField
        value={form.prompt}
        error={problems.Prompt}
        placeholder={
          kind === 'variation'
            ? 'Left empty: the words of the picture itself'
            : 'A lighthouse at night, oil painting'
        }
        onChange={(prompt) => {
          onChange({ prompt });
        }}
      />
      <TextArea
        label="Not to show"
        dir="auto"
        rows={2}
        hint="What the picture should be without. Name things; “no” is not needed."
        placeholder="Text, blur"
        value={form.negativePrompt}
        error={problems['Not to show']}
        onChange={(negativePrompt) => {
          onChange({ negativePrompt });
        }}
      />
      <div className="field" role="group" aria-labelledby="studio-style">
        <span id="studio-style" className="field-label">
          Style
        </span>
        <div className="studio-chips">
          {styleChips.map(({ value, label }) => (
            <Button
              key={value}
              size="small"
              aria-pressed={form.style === value}
              onClick={() => {
                onChange({ style: form.style === value ? undefined : value });
              }}
            >
              {label}
            </Button>
          ))}
        </div>
      </div>
      {kind !== 'generate' && (
        <Slider
          label="Strength"
          hint="Low keeps the picture, 1 keeps nothing of it."
          min={0}
          max={1}
          step={0.05}
          value={form.strength}
          format={(value) => (value === 0 ? 'Usual' : value.toFixed(2))}
          onChange={(value) => {
            onChange({ strength: Math.round(value * 100) / 100 });
          }}
        />
      )}
      <Select
        label="Size"
        hint="A size that the model can’t draw is brought to the nearest."
        value={form.size}
        options={studioSizes.map((value) => ({ value, label: sizeWords(value, kind) }))}
        onChange={(size) => {
          onChange({ size });
        }}
      />
      <Slider
        label="Pictures"
        min={1}
        max={imageLimits.maxCount}
        value={form.count}
        onChange={(count) => {
          onChange({ count });
        }}
      />
      <FinerSettings form={form} problems={problems} onChange={onChange} />
    </>
  );
}

function Factor({ form, onChange }: Omit<FormFieldsProps, 'problems'>) {
  return (
    <div className="field" role="group" aria-labelledby="studio-factor">
      <span id="studio-factor" className="field-label">
        Enlarge
      </span>
      <div className="studio-chips">
        {([2, 4] as const).map((factor) => (
          <Button
            key={factor}
            size="small"
            aria-pressed={form.factor === factor}
            onClick={() => {
              onChange({ factor });
            }}
          >
            {factor} times
          </Button>
        ))}
      </div>
      <p className="fine-print">Each side gets so many times longer.</p>
    </div>
  );
}
