import type { GalleryImage } from '@atelier/contracts';
import { useState } from 'react';
import { Icon } from '../../design/icon.js';
import { TextInput } from '../../design/text-input.js';
import { useChangeImage } from '../use-picture-changes.js';
import { withTyped } from './tag-words.js';

/** The tags of a picture, to remove and to add to. */
export function TagEditor({ image }: { readonly image: GalleryImage }) {
  const change = useChangeImage();
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string>();
  const save = (tags: string[]) => {
    change.mutate({ image, patch: { tags } });
  };
  const add = () => {
    const next = withTyped(image.tags, typed);
    if ('problem' in next) {
      setProblem(next.problem);
      return;
    }
    setTyped('');
    if (next.tags.length > image.tags.length) save(next.tags);
  };
  return (
    <form
      className="tag-editor"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      {image.tags.length > 0 && (
        <ul className="gallery-chips" aria-label="Tags">
          {image.tags.map((tag) => (
            <li key={tag}>
              <button
                type="button"
                className="chip"
                aria-label={`Remove the tag ${tag}`}
                onClick={() => {
                  save(image.tags.filter((one) => one !== tag));
                }}
              >
                {tag}
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <TextInput
        label="Add tags"
        labelHidden
        placeholder="Add a tag"
        maxLength={200}
        enterKeyHint="done"
        error={problem}
        value={typed}
        onChange={(value) => {
          setTyped(value);
          setProblem(undefined);
        }}
      />
    </form>
  );
}
