import { imageLimits } from '@atelier/contracts';
import { Button } from '../design/button.js';
import { Select } from '../design/select.js';
import { Slider } from '../design/slider.js';
import { TextArea } from '../design/text-input.js';
import { FinerSettings } from './finer-settings.js';
import { sizeWords, styleChips } from './form-words.js';
import { PromptField } from './prompt-field.js';
import { studioSizes, type StudioForm, type StudioKind } from './studio-form.js';
import type { Problems } from './to-image-job.js';

interface FormFieldsProps {
  readonly form: StudioForm;
  readonly problems: Problems;
  /** It starts from a picture of the gallery, which has words of its own. */
  readonly isStored: boolean;
  readonly onChange: (change: Partial<StudioForm>) => void;
}

const promptExamples: Readonly<Record<Exclude<StudioKind, 'upscale'>, string>> = {
  generate: 'A lighthouse at night, oil painting',
  edit: 'A lighthouse at night, oil painting',
  inpaint: 'What is to be in that part: a red boat on the water',
  outpaint: 'What the whole picture shows: a harbour under a wide sky',
  variation: 'A lighthouse at night, oil painting',
};

/** The fields of what is to be drawn. */
export function FormFields({ form, problems, isStored, onChange }: FormFieldsProps) {
  const { kind } = form;
  if (kind === 'upscale') return <Factor form={form} onChange={onChange} />;
  const hasOwnWords = isStored && kind !== 'generate' && kind !== 'edit';
  const isSized = kind === 'generate' || kind === 'edit' || kind === 'variation';
  return (
    <>
      <PromptField
        value={form.prompt}
        error={problems.Prompt}
        placeholder={
          hasOwnWords ? 'Left empty: the words of the picture itself' : promptExamples[kind]
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
      {kind !== 'generate' && kind !== 'outpaint' && (
        <Slider
          label="Strength"
          hint={
            kind === 'inpaint'
              ? 'Low keeps what is there, 1 keeps nothing of it.'
              : 'Low keeps the picture, 1 keeps nothing of it.'
          }
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
      {isSized && (
        <Select
          label="Size"
          hint="A size that the model can’t draw is brought to the nearest."
          value={form.size}
          options={studioSizes.map((value) => ({ value, label: sizeWords(value, kind) }))}
          onChange={(size) => {
            onChange({ size });
          }}
        />
      )}
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

function Factor({ form, onChange }: Pick<FormFieldsProps, 'form' | 'onChange'>) {
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
