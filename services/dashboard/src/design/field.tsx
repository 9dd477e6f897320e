import { useId, type ReactNode } from 'react';

/** What a control in a field needs to be tied to its words. */
export interface FieldControl {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

interface FieldProps {
  readonly label: string;
  /** The label is for readers only. */
  readonly labelHidden?: boolean | undefined;
  /** At the end of the label's line: a value, a button. */
  readonly end?: ReactNode;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly children: (control: FieldControl) => ReactNode;
}

/** A control with its label, a hint and what is wrong with it. */
export function Field({ label, labelHidden = false, end, hint, error, children }: FieldProps) {
  const id = useId();
  const described = [error !== undefined && `${id}-error`, hint !== undefined && `${id}-hint`];
  const describedBy = described.filter(Boolean).join(' ');
  return (
    <div className="field">
      <div className={labelHidden && end === undefined ? 'visually-hidden' : 'field-head'}>
        <label htmlFor={id} className={labelHidden ? 'visually-hidden' : 'field-label'}>
          {label}
        </label>
        {end}
      </div>
      {children({
        id,
        'aria-describedby': describedBy === '' ? undefined : describedBy,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {error !== undefined && (
        <p id={`${id}-error`} className="error-text" role="alert">
          {error}
        </p>
      )}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="fine-print">
          {hint}
        </p>
      )}
    </div>
  );
}
