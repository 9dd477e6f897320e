import type { ComponentPropsWithRef, ReactNode } from 'react';
import { Field } from './field.js';
import { Icon } from './icon.js';

interface Words {
  readonly label: string;
  readonly labelHidden?: boolean | undefined;
  readonly end?: ReactNode;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

type Own = keyof Words | 'id' | 'className';
type TextInputProps = Words & Omit<ComponentPropsWithRef<'input'>, Own>;
type TextAreaProps = Words & Omit<ComponentPropsWithRef<'textarea'>, Own>;

/** One line of text with its label; `type="search"` shows a lens. */
export function TextInput(props: TextInputProps) {
  const { label, labelHidden, end, hint, error, onChange, ...rest } = props;
  return (
    <Field label={label} labelHidden={labelHidden} end={end} hint={hint} error={error}>
      {(control) => {
        const input = (
          <input
            {...rest}
            {...control}
            className="input"
            onChange={(event) => {
              onChange(event.target.value);
            }}
          />
        );
        if (rest.type !== 'search') return input;
        return (
          <span className="search">
            <Icon name="search" />
            {input}
          </span>
        );
      }}
    </Field>
  );
}

/** Several lines of text with their label; the box grows with them. */
export function TextArea(props: TextAreaProps) {
  const { label, labelHidden, end, hint, error, onChange, ...rest } = props;
  return (
    <Field label={label} labelHidden={labelHidden} end={end} hint={hint} error={error}>
      {(control) => (
        <textarea
          {...rest}
          {...control}
          className="input"
          onChange={(event) => {
            onChange(event.target.value);
          }}
        />
      )}
    </Field>
  );
}
