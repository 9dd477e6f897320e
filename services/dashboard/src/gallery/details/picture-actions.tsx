import type { GalleryImage, ImageFormat } from '@atelier/contracts';
import { toAppError } from '@atelier/errors';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useClient } from '../../app/client-context.js';
import { saveFile } from '../../app/pictures/save-file.js';
import { useShortcut } from '../../app/shortcuts/use-shortcut.js';
import { Button } from '../../design/button.js';
import { copyText } from '../../design/copy-button.js';
import { ConfirmDialog } from '../../design/dialog.js';
import { Icon } from '../../design/icon.js';
import { Menu, MenuItem, MenuLine } from '../../design/menu.js';
import { useToast } from '../../design/toast-list.js';
import { useChangeImage, useDeleteImages } from '../use-picture-changes.js';

const linkTimes = [
  { seconds: 3_600, words: 'an hour' },
  { seconds: 86_400, words: 'a day' },
  { seconds: 604_800, words: 'a week' },
] as const;

interface PictureActionsProps {
  readonly image: GalleryImage;
  /** Whether it is shown beside the picture that it was made from; undefined where there is none. */
  readonly compares: boolean | undefined;
  readonly onCompare: () => void;
  readonly onRedrawn: (jobId: string) => void;
  readonly onGone: () => void;
}

/** What can be done with one picture. */
export function PictureActions(props: PictureActionsProps) {
  const { image, compares, onRedrawn, onGone } = props;
  const [, go] = useLocation();
  const client = useClient();
  const toast = useToast();
  const change = useChangeImage();
  const remove = useDeleteImages();
  const [asks, setAsks] = useState(false);
  const onError = (error: Error) => {
    toast({ text: toAppError(error).message, tone: 'bad' });
  };
  const save = useMutation({
    mutationFn: async (format: ImageFormat) => {
      const file = await client.pictureFile(`${image.url}?format=${format}`);
      saveFile(file, `${image.settings.prompt.slice(0, 60)}-${image.seed}.${format}`);
    },
    onError,
  });
  const link = useMutation({
    mutationFn: async ({ seconds, words }: (typeof linkTimes)[number]) => {
      const { url } = await client.linkImage(image.id, { expires_in: seconds });
      const address = new URL(url, window.location.origin).href;
      const copied = await copyText(address);
      toast(
        copied
          ? { text: `The link is copied. It works for ${words}, without a key.`, tone: 'good' }
          : { text: `The browser did not let it be copied: ${address}` },
      );
    },
    onError,
  });
  const redraw = useMutation({
    mutationFn: () => client.redrawImage(image.id),
    onSuccess: (job) => {
      onRedrawn(job.id);
    },
    onError,
  });
  const onFavourite = () => {
    change.mutate({ image, patch: { favourite: !image.favourite } });
  };
  const onAsk = () => {
    setAsks(true);
  };
  useShortcut('f', 'Favourite, or not', onFavourite, { inDialog: true, off: asks });
  useShortcut('Delete', 'Delete the picture', onAsk, { inDialog: true, off: asks });

  return (
    <div className="picture-actions">
      <Button aria-pressed={image.favourite} onClick={onFavourite}>
        <Icon name="heart" filled={image.favourite} />
        Favourite
      </Button>
      <Menu
        align="start"
        trigger={
          <Button icon="download" busy={save.isPending}>
            Download
          </Button>
        }
      >
        {(['png', 'webp'] as const).map((format) => (
          <MenuItem
            key={format}
            onSelect={() => {
              save.mutate(format);
            }}
          >
            {format === 'png' ? 'PNG, exact' : 'WebP, smaller'}
          </MenuItem>
        ))}
      </Menu>
      {!image.missing && (
        <Link href={`/studio?image=${image.id}`} className="button" data-kind="quiet">
          <Icon name="brush" />
          Studio
        </Link>
      )}
      {compares !== undefined && (
        <Button icon="compare" aria-pressed={compares} onClick={props.onCompare}>
          Before and after
        </Button>
      )}
      <Button
        icon="refresh"
        busy={redraw.isPending}
        onClick={() => {
          redraw.mutate();
        }}
      >
        Draw again
      </Button>
      <Menu trigger={<Button icon="more" data-shape="icon" aria-label="More" />}>
        {!image.missing && (
          <MenuItem
            icon="brush"
            onSelect={() => {
              go(`/studio?image=${image.id}&kind=inpaint`);
            }}
          >
            Redraw a part
          </MenuItem>
        )}
        {linkTimes.map((time) => (
          <MenuItem
            key={time.seconds}
            icon="link"
            onSelect={() => {
              link.mutate(time);
            }}
          >
            Copy a link for {time.words}
          </MenuItem>
        ))}
        <MenuLine />
        <MenuItem icon="trash" danger onSelect={onAsk}>
          Delete
        </MenuItem>
      </Menu>
      <ConfirmDialog
        open={asks}
        title="Delete this picture?"
        action="Delete it"
        danger
        busy={remove.isPending}
        onClose={() => {
          setAsks(false);
        }}
        onConfirm={() => {
          remove.mutate([image.id], {
            onSuccess: onGone,
            onSettled: () => {
              setAsks(false);
            },
          });
        }}
      >
        Its file and its recipe go for good. This can not be undone.
      </ConfirmDialog>
    </div>
  );
}
