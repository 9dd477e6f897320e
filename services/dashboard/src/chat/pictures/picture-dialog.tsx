import type { ImageJobView, ImageView } from '@atelier/contracts';
import { toAppError } from '@atelier/errors';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { useClient } from '../../app/client-context.js';
import { StoredImage } from '../../app/pictures/stored-image.js';
import { saveFile } from '../../app/pictures/save-file.js';
import { Button } from '../../design/button.js';
import { Dialog } from '../../design/dialog.js';
import { Menu, MenuItem } from '../../design/menu.js';
import { useToast } from '../../design/toast-list.js';
import { imageJobKey } from '../../jobs/job-keys.js';
import { recipeOf } from './recipe.js';

interface PictureDialogProps {
  readonly job: ImageJobView;
  /** Undefined while it is closed. */
  readonly image: ImageView | undefined;
  readonly onClose: () => void;
  readonly onSay: (words: string) => void;
  readonly onDrawn: (job: string) => void;
}

const changes = ['brighter', 'darker', 'a watercolour', 'a pencil sketch', 'wider'] as const;

/** A picture in full size, what it was made with, and what can be done with it. */
export function PictureDialog(props: PictureDialogProps) {
  const { image, onClose } = props;
  return (
    <Dialog open={image !== undefined} onClose={onClose} title="Picture" size="wide">
      {image && <Opened {...props} image={image} />}
    </Dialog>
  );
}

function Opened({
  job,
  image,
  onClose,
  onSay,
  onDrawn,
}: PictureDialogProps & { image: ImageView }) {
  const client = useClient();
  const queries = useQueryClient();
  const toast = useToast();
  const [, go] = useLocation();
  const redraw = useMutation({
    mutationFn: () => client.redrawImage(image.id),
    onSuccess: (next) => {
      queries.setQueryData(imageJobKey(next.id), next);
      onDrawn(next.id);
      onClose();
    },
  });
  const download = useMutation({
    mutationFn: async (format: 'png' | 'webp') => {
      const file = await client.pictureFile(`${image.url}?format=${format}`, { timeoutMs: 60_000 });
      saveFile(file, `${job.settings.prompt}.${format}`);
    },
    onError: (error) => {
      toast({ text: toAppError(error).message, tone: 'bad' });
    },
  });
  const say = (words: string) => {
    onClose();
    // Closing gives the focus back in a timer of its own, which comes before the second of these.
    setTimeout(() => {
      setTimeout(() => {
        onSay(words);
      });
    });
  };
  return (
    <div className="picture-dialog">
      <StoredImage
        url={image.url}
        alt={job.settings.prompt}
        width={image.width}
        height={image.height}
      />
      <div className="picture-dialog-side">
        <section aria-label="Change it">
          <h3>Change it</h3>
          <div className="picture-dialog-chips">
            <Button
              size="small"
              icon="edit"
              onClick={() => {
                say('Make it ');
              }}
            >
              Make it …
            </Button>
            {changes.map((change) => (
              <Button
                key={change}
                size="small"
                onClick={() => {
                  say(`Make it ${change}`);
                }}
              >
                {change}
              </Button>
            ))}
          </div>
        </section>
        <div className="picture-dialog-actions">
          <Button
            icon="refresh"
            busy={redraw.isPending}
            onClick={() => {
              redraw.mutate();
            }}
          >
            Draw again
          </Button>
          <Menu
            trigger={
              <Button icon="download" busy={download.isPending}>
                Download
              </Button>
            }
            align="start"
          >
            {(['png', 'webp'] as const).map((format) => (
              <MenuItem
                key={format}
                onSelect={() => {
                  download.mutate(format);
                }}
              >
                {format === 'png' ? 'PNG, with its recipe' : 'WebP, smaller'}
              </MenuItem>
            ))}
          </Menu>
          <Button
            icon="brush"
            onClick={() => {
              go(`/studio?image=${image.id}`);
            }}
          >
            Open in the studio
          </Button>
          <Button
            icon="grid"
            onClick={() => {
              go(`/gallery/${image.id}`);
            }}
          >
            In the gallery
          </Button>
        </div>
        {redraw.error && <p className="error-text">{toAppError(redraw.error).message}</p>}
        <dl className="recipe">
          {recipeOf(job, image.seed).map(([name, words]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{words}</dd>
            </div>
          ))}
        </dl>
      </div>
    </div>
  );
}
