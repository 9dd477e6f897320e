import { Button } from '../design/button.js';
import { TextArea } from '../design/text-input.js';
import { useEnhance } from './use-enhance.js';

interface PromptFieldProps {
  readonly value: string;
  readonly onChange: (prompt: string) => void;
  readonly placeholder: string;
  readonly error: string | undefined;
}

/** What the picture shows, and a button that has more written about it. */
export function PromptField({ value, onChange, placeholder, error }: PromptFieldProps) {
  const enhance = useEnhance(onChange);
  const { running, before, failure, warnings } = enhance;
  return (
    <div className="studio-prompt">
      <TextArea
        label="Prompt"
        dir="auto"
        rows={4}
        placeholder={placeholder}
        value={value}
        error={error}
        readOnly={running}
        onChange={(prompt) => {
          enhance.forget();
          onChange(prompt);
        }}
      />
      <div className="studio-prompt-line">
        <Button
          size="small"
          icon={running ? 'stop' : 'sparkle'}
          disabled={!running && value.trim() === ''}
          onClick={() => {
            if (running) enhance.stop();
            else enhance.start(value.trim());
          }}
        >
          {running ? 'Stop' : 'Enhance'}
        </Button>
        {!running && before !== undefined && (
          <Button
            kind="bare"
            size="small"
            icon="undo"
            onClick={() => {
              enhance.forget();
              onChange(before);
            }}
          >
            My own words
          </Button>
        )}
        <p className="fine-print" role="status">
          {running ? 'The model writes a fuller prompt.' : warnings.join(' ')}
        </p>
      </div>
      {failure && (
        <p className="error-text" role="alert">
          {failure.message}
        </p>
      )}
    </div>
  );
}
