import type { GalleryImage } from '@atelier/contracts';
import { Link } from 'wouter';
import { CopyButton } from '../../design/copy-button.js';
import { recipeFacts } from './recipe-facts.js';

/** What a picture shows and what it was made with. */
export function PictureFacts({ image }: { readonly image: GalleryImage }) {
  const { prompt, negative_prompt: negative, drawn_prompt: drawn } = image.settings;
  return (
    <>
      <dl className="facts">
        {negative !== '' && (
          <div>
            <dt>Not to show</dt>
            <dd>{negative}</dd>
          </div>
        )}
        {drawn !== undefined && drawn !== prompt && (
          <div>
            <dt>Drawn as</dt>
            <dd>{drawn}</dd>
          </div>
        )}
        {recipeFacts(image).map(({ label, value, copy }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              {value}
              {copy && <CopyButton text={value} label={`Copy: ${label}`} />}
            </dd>
          </div>
        ))}
      </dl>
      {image.conversation_id !== undefined && (
        <Link href={`/c/${image.conversation_id}`}>Go to its conversation</Link>
      )}
    </>
  );
}
