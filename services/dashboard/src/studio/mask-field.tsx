import { useEffect, useEffectEvent, useState, type ComponentType } from 'react';
import { Button } from '../design/button.js';
import type { MaskEditorProps } from '../mask-editor/mask-editor.js';
import { MaskedPicture } from './masked-picture.js';
import type { Mask } from './use-mask.js';
import type { StartPicture } from './use-start-picture.js';

interface MaskFieldProps {
  readonly picture: StartPicture | undefined;
  readonly mask: Mask;
  readonly problem: string | undefined;
  /** The editor is to open by itself, once the picture is there. */
  readonly asked: boolean;
  readonly onOpened: () => void;
  readonly onChange: () => void;
}

/** Which part is drawn anew, and the way to paint it. */
export function MaskField({ picture, mask, problem, asked, onOpened, onChange }: MaskFieldProps) {
  const [Editor, setEditor] = useState<ComponentType<MaskEditorProps>>();
  const [loading, setLoading] = useState<'no' | 'yes' | 'failed'>('no');
  const { used, draft } = mask;

  const open = async () => {
    setLoading('yes');
    try {
      const { MaskEditor } = await import('../mask-editor/mask-editor.js');
      setEditor(() => MaskEditor);
      setLoading('no');
    } catch {
      setLoading('failed');
    }
  };
  const openAsked = useEffectEvent(() => {
    onOpened();
    void open();
  });
  const isReady = asked && picture !== undefined;
  useEffect(() => {
    if (isReady) openAsked();
  }, [isReady]);

  const close = () => {
    setEditor(undefined);
  };
  const error = loading === 'failed' ? 'The editor could not be loaded. Try again.' : problem;
  return (
    <div className="field" role="group" aria-labelledby="studio-mask">
      <span id="studio-mask" className="field-label">
        Part to redraw
      </span>
      {picture && used && <MaskedPicture picture={picture} mask={used} />}
      <div className="studio-chips">
        <Button
          icon="brush"
          size="small"
          busy={loading === 'yes'}
          disabled={picture === undefined}
          aria-describedby={error === undefined ? undefined : 'studio-mask-error'}
          onClick={() => {
            void open();
          }}
        >
          {used ? 'Change the mask' : 'Paint over it'}
        </Button>
        {!used && draft && <span className="fine-print">What you painted is kept.</span>}
      </div>
      {error !== undefined && (
        <p id="studio-mask-error" className="error-text">
          {error}
        </p>
      )}
      {Editor && picture && (
        <Editor
          url={picture.url}
          draft={draft}
          onUse={(next, kept) => {
            mask.use(next, kept);
            onChange();
            close();
          }}
          onClose={(kept) => {
            mask.keep(kept);
            close();
          }}
        />
      )}
    </div>
  );
}
