import { useEffect, useEffectEvent, useId, useState } from 'react';
import { useImageSource } from '../app/pictures/use-image-source.js';
import { Button } from '../design/button.js';
import { Dialog } from '../design/dialog.js';
import { Icon } from '../design/icon.js';
import { Keys } from '../design/keys.js';
import { Spinner } from '../design/spinner.js';
import { canvasKit, type CanvasRaster } from './canvas-raster.js';
import { encodeMask, estimateShare, type EncodedMask } from './encode-mask.js';
import { loadPicture } from './load-picture.js';
import { MaskStage } from './mask-stage.js';
import { createMaskSurface, type MaskDraft, type MaskSurface } from './mask-surface.js';
import { MaskTools } from './mask-tools.js';
import { shareWords } from './share-words.js';
import { createStageState, type StageState } from './stage-state.js';
import './mask-editor.css';

export interface MaskEditorProps {
  /** Address of the picture. */
  readonly url: string;
  /** What was painted before. */
  readonly draft: MaskDraft<CanvasRaster> | undefined;
  readonly onUse: (mask: EncodedMask, draft: MaskDraft<CanvasRaster>) => void;
  /** The draft is undefined where the picture never came. */
  readonly onClose: (draft: MaskDraft<CanvasRaster> | undefined) => void;
}

interface Work {
  readonly picture: HTMLImageElement;
  readonly surface: MaskSurface<CanvasRaster>;
  readonly state: StageState;
}

/** A large box in which is painted what of a picture is drawn anew. */
export function MaskEditor({ url, draft, onUse, onClose }: MaskEditorProps) {
  const { src, failed } = useImageSource(url);
  const [work, setWork] = useState<Work>();
  const [problem, setProblem] = useState<string>();
  const [message, setMessage] = useState('');
  const [busy, setBusy] = useState(false);
  const helpId = useId();

  const start = useEffectEvent((picture: HTMLImageElement) => {
    const size = { width: picture.naturalWidth, height: picture.naturalHeight };
    setWork({
      picture,
      surface: createMaskSurface(canvasKit(size), draft),
      state: createStageState(size),
    });
  });
  useEffect(() => {
    if (src === undefined) return undefined;
    let left = false;
    const open = async () => {
      try {
        const picture = await loadPicture(src);
        if (!left) start(picture);
      } catch (error) {
        if (!left) setProblem(error instanceof Error ? error.message : String(error));
      }
    };
    void open();
    return () => {
      left = true;
    };
  }, [src]);
  useEffect(() => {
    if (!work) return undefined;
    const { surface } = work;
    let before = surface.standing();
    setMessage(shareOf(work));
    return surface.subscribe(() => {
      // Within a stroke it stays what it is.
      if (surface.standing() === before) return;
      before = surface.standing();
      setMessage(shareOf(work));
    });
  }, [work]);

  const use = async ({ surface }: Work) => {
    const kept = surface.draft();
    setBusy(true);
    try {
      const mask = await encodeMask(surface.raster.canvas);
      if (mask) onUse(mask, kept);
      else setMessage('Nothing is painted yet. Paint over what is to be drawn anew.');
    } catch (error) {
      setMessage(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  const wrong = problem ?? (failed ? 'The picture could not be loaded.' : undefined);
  return (
    <Dialog
      open
      size="full"
      title="Paint the part to redraw"
      onClose={() => {
        onClose(work?.surface.draft() ?? draft);
      }}
      foot={
        work && (
          <>
            <p className="mask-message" role="status">
              {message}
            </p>
            <Button
              kind="main"
              icon="check"
              busy={busy}
              onClick={() => {
                void use(work);
              }}
            >
              Use this mask
            </Button>
          </>
        )
      }
    >
      <div className="mask-editor">
        {work && (
          <>
            <MaskTools
              {...work}
              say={(done) => {
                setMessage(`${done} ${shareOf(work)}`);
              }}
            />
            <MaskStage {...work} say={setMessage} helpId={helpId} />
            <MaskHelp id={helpId} />
          </>
        )}
        {!work && wrong === undefined && (
          <p className="mask-wait" role="status">
            <Spinner /> Loading the picture
          </p>
        )}
        {!work && wrong !== undefined && (
          <div className="empty-state" role="alert">
            <Icon name="warning" />
            <h3>It can’t be painted on</h3>
            <p>{wrong}</p>
          </div>
        )}
      </div>
    </Dialog>
  );
}

function shareOf({ surface }: Work): string {
  return shareWords(estimateShare(surface.raster.canvas));
}

function MaskHelp({ id }: { readonly id: string }) {
  return (
    <p id={id} className="mask-help fine-print">
      <span>
        <Keys keys="[" /> <Keys keys="]" /> brush size
      </span>
      <span>
        wheel, <Keys keys="+" /> <Keys keys="-" /> zoom
      </span>
      <span>
        <Keys keys="Space" /> and drag, or two fingers: move
      </span>
      <span>
        without a pointer: arrows move the brush, with <Keys keys="shift" /> by a pixel,{' '}
        <Keys keys="Space" /> paints a spot, <Keys keys="Enter" /> begins and ends a line
      </span>
    </p>
  );
}
