const examples = ['What can you do?', 'Draw a red fox in the snow', 'Draw a lighthouse at night'];

interface WelcomeProps {
  /** Something was said before this page was loaded. */
  readonly continued: boolean;
  readonly onPick: (message: string) => void;
}

/** What stands where nothing has been said yet. */
export function Welcome({ continued, onPick }: WelcomeProps) {
  return (
    <div className="welcome">
      <h2>Say something, or ask for a picture</h2>
      {continued && (
        <p>What was said before the page was loaded is not shown here, but still remembered.</p>
      )}
      <ul className="welcome-examples">
        {examples.map((example) => (
          <li key={example}>
            <button
              type="button"
              className="button-quiet"
              onClick={() => {
                onPick(example);
              }}
            >
              {example}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
