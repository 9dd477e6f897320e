import { Slider as Parts } from 'radix-ui';
import { useId } from 'react';

interface SliderProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number | undefined;
  readonly onChange: (value: number) => void;
  /** How the value is shown and read; the number itself unless told. */
  readonly format?: ((value: number) => string) | undefined;
  readonly disabled?: boolean | undefined;
}

/** A number between two ends. */
export function Slider(props: SliderProps) {
  const { label, hint, value, min, max, step = 1, onChange, format = String, disabled } = props;
  const id = useId();
  return (
    <div className="field">
      <div className="field-head">
        <span id={id} className="field-label">
          {label}
        </span>
        <span className="field-value">{format(value)}</span>
      </div>
      <Parts.Root
        className="slider"
        value={[value]}
        min={min}
        max={max}
        step={step}
        disabled={disabled ?? false}
        onValueChange={([next]) => {
          if (next !== undefined) onChange(next);
        }}
      >
        <Parts.Track className="slider-track">
          <Parts.Range className="slider-range" />
        </Parts.Track>
        <Parts.Thumb
          className="slider-thumb"
          aria-labelledby={id}
          aria-describedby={hint === undefined ? undefined : `${id}-hint`}
          aria-valuetext={format(value)}
        />
      </Parts.Root>
      {hint !== undefined && (
        <p id={`${id}-hint`} className="fine-print">
          {hint}
        </p>
      )}
    </div>
  );
}
