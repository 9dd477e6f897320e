import { Switch as Parts } from 'radix-ui';
import { useId } from 'react';

interface SwitchProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** Something that is on or off, at once. */
export function Switch({ label, checked, onChange }: SwitchProps) {
  const id = useId();
  return (
    <div className="switch-line">
      <label htmlFor={id}>{label}</label>
      <Parts.Root id={id} className="switch" checked={checked} onCheckedChange={onChange}>
        <Parts.Thumb className="switch-thumb" />
      </Parts.Root>
    </div>
  );
}

/** Something that is part of a form, or one of several. */
export function CheckBox({ label, checked, onChange }: SwitchProps) {
  return (
    <label className="check-line">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => {
          onChange(event.target.checked);
        }}
      />
      <span>{label}</span>
    </label>
  );
}
