import { Button } from '../design/button.js';

const examples = ['What can you do?', 'Draw a red fox in the snow', 'Draw a lighthouse at night'];

/** What stands where nothing has been said yet. */
export function Welcome({ onPick }: { readonly onPick: (message: string) => void }) {
  return (
    <div className="welcome">
      <h2>Say something, or ask for a picture</h2>
      <ul className="welcome-examples">
        {examples.map((example) => (
          <li key={example}>
            <Button
              onClick={() => {
                onPick(example);
              }}
            >
              {example}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
