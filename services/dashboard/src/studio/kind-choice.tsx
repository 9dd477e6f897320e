import { Button } from '../design/button.js';
import { fromPicture } from './form-words.js';
import type { StudioKind } from './studio-form.js';

interface KindChoiceProps {
  readonly kind: StudioKind;
  readonly onChange: (kind: StudioKind) => void;
}

/** What is done with a picture. */
export function KindChoice({ kind, onChange }: KindChoiceProps) {
  const chosen = fromPicture.find(({ value }) => value === kind);
  return (
    <div className="field" role="group" aria-labelledby="studio-kind">
      <span id="studio-kind" className="field-label">
        What to do with it
      </span>
      <div className="studio-chips">
        {fromPicture.map(({ value, label }) => (
          <Button
            key={value}
            size="small"
            aria-pressed={value === kind}
            onClick={() => {
              onChange(value);
            }}
          >
            {label}
          </Button>
        ))}
      </div>
      {chosen && <p className="fine-print">{chosen.says}</p>}
    </div>
  );
}
