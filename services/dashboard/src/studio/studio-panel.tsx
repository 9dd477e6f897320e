import { Tabs } from '../design/tabs.js';
import { ExtendFields } from './extend-fields.js';
import { FormFields } from './form-fields.js';
import { KindChoice } from './kind-choice.js';
import { MaskField } from './mask-field.js';
import { SourcePicture } from './source-picture.js';
import type { StudioForm } from './studio-form.js';
import type { Problems } from './to-image-job.js';
import type { Mask } from './use-mask.js';
import type { Upload } from './use-source.js';
import { useStartPicture } from './use-start-picture.js';

interface StudioPanelProps {
  readonly form: StudioForm;
  readonly problems: Problems;
  readonly upload: Upload;
  /** The picture of the gallery that it starts from, unless one was uploaded. */
  readonly storedId: string | undefined;
  readonly mask: Mask;
  /** The mask is to be painted next. */
  readonly asksForMask: boolean;
  readonly onMaskOpened: () => void;
  /** Something was changed; what was found wrong before may be right now. */
  readonly onSettle: () => void;
  readonly onChange: (change: Partial<StudioForm>) => void;
  readonly onRemove: () => void;
}

/** What is to be drawn, from words or from a picture. */
export function StudioPanel(props: StudioPanelProps) {
  const { form, problems, upload, storedId, mask, onSettle, onChange } = props;
  const { kind } = form;
  const start = useStartPicture(upload.file, storedId);
  const hasStart = upload.file !== undefined || storedId !== undefined;
  const panel = (
    <div className="studio-fields">
      {kind !== 'generate' && (
        <>
          <SourcePicture
            start={hasStart ? start : undefined}
            problem={upload.problem ?? problems.Picture}
            onFile={(file) => {
              onSettle();
              upload.take(file);
            }}
            onRemove={props.onRemove}
          />
          <KindChoice
            kind={kind}
            onChange={(next) => {
              onChange({ kind: next });
            }}
          />
        </>
      )}
      {kind === 'inpaint' && (
        <MaskField
          picture={start.picture}
          mask={mask}
          problem={problems.Mask}
          asked={props.asksForMask}
          onOpened={props.onMaskOpened}
          onChange={onSettle}
        />
      )}
      {kind === 'outpaint' && (
        <ExtendFields
          picture={start.picture}
          extend={form.extend}
          problem={problems.Extend}
          onChange={(extend) => {
            onChange({ extend });
          }}
        />
      )}
      {kind === 'generate' && upload.problem !== undefined && (
        <p className="error-text">{upload.problem}</p>
      )}
      <FormFields
        form={form}
        problems={problems}
        isStored={upload.file === undefined && storedId !== undefined}
        onChange={onChange}
      />
    </div>
  );
  return (
    <Tabs
      label="What to start from"
      value={kind === 'generate' ? 'words' : 'picture'}
      tabs={[
        { value: 'words', label: 'From words', panel },
        { value: 'picture', label: 'From a picture', panel },
      ]}
      onChange={(from) => {
        onChange({ kind: from === 'words' ? 'generate' : 'edit' });
      }}
    />
  );
}
