import { Field } from './field.js';
import { Icon } from './icon.js';

export interface SelectOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

interface SelectProps<Value extends string> {
  readonly label: string;
  readonly labelHidden?: boolean | undefined;
  readonly hint?: string | undefined;
  readonly value: Value;
  readonly options: readonly SelectOption<Value>[];
  readonly onChange: (value: Value) => void;
  readonly disabled?: boolean | undefined;
}

/** One of a few choices, with the browser's own list. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { label, labelHidden, hint, value, options, onChange, disabled } = props;
  return (
    <Field label={label} labelHidden={labelHidden} hint={hint}>
      {(control) => (
        <span className="select">
          <select
            {...control}
            className="input"
            value={value}
            disabled={disabled}
            onChange={(event) => {
              const chosen = options.find((option) => option.value === event.target.value);
              if (chosen) onChange(chosen.value);
            }}
          >
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
          <Icon name="chevron-down" />
        </span>
      )}
    </Field>
  );
}
