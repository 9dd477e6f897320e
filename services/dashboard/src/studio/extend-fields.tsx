import { imageLimits, maxExtension, type Extension } from '@atelier/contracts';
import { useImageSource } from '../app/pictures/use-image-source.js';
import { Button } from '../design/button.js';
import { Slider } from '../design/slider.js';
import { extendedSize, sidesToExtend, suggestExtension } from './extension.js';
import { noExtension } from './studio-form.js';
import type { StartPicture } from './use-start-picture.js';

interface ExtendFieldsProps {
  readonly picture: StartPicture | undefined;
  readonly extend: Extension;
  readonly problem: string | undefined;
  readonly onChange: (extend: Extension) => void;
}

const step = 16;

/** How much is added at which side of a picture. */
export function ExtendFields({ picture, extend, problem, onChange }: ExtendFieldsProps) {
  const size = picture?.size;
  const whole = size && extendedSize(size, extend);
  const isTooLarge = whole && Math.max(whole.width, whole.height) > imageLimits.maxSize;
  return (
    <div className="field studio-extend" role="group" aria-labelledby="studio-extend">
      <span id="studio-extend" className="field-label">
        Add at its sides
      </span>
      {size && (
        <div className="studio-chips">
          {sidesToExtend.map(({ label, sides }) => (
            <Button
              key={label}
              size="small"
              onClick={() => {
                onChange(suggestExtension(size, sides));
              }}
            >
              {label}
            </Button>
          ))}
          <Button
            size="small"
            kind="bare"
            onClick={() => {
              onChange(noExtension);
            }}
          >
            None
          </Button>
        </div>
      )}
      {picture && size && <ExtendPreview picture={picture} size={size} extend={extend} />}
      {whole && (
        <p className={isTooLarge ? 'error-text' : 'fine-print'} role="status">
          {isTooLarge
            ? `It would be ${whole.width} × ${whole.height} pixels; a side may have ${imageLimits.maxSize} at most.`
            : `It will be ${whole.width} × ${whole.height} pixels.`}
        </p>
      )}
      <div className="studio-extend-sides">
        {(['left', 'right', 'top', 'bottom'] as const).map((side) => (
          <Slider
            key={side}
            label={`${side.charAt(0).toUpperCase()}${side.slice(1)}`}
            min={0}
            max={maxExtension}
            step={step}
            value={extend[side]}
            format={(pixels) => `${pixels} px`}
            onChange={(pixels) => {
              onChange({ ...extend, [side]: pixels });
            }}
          />
        ))}
      </div>
      {problem !== undefined && <p className="error-text">{problem}</p>}
    </div>
  );
}

interface ExtendPreviewProps {
  readonly picture: StartPicture;
  readonly size: NonNullable<StartPicture['size']>;
  readonly extend: Extension;
}

/** The picture within what it will be. */
function ExtendPreview({ picture, size, extend }: ExtendPreviewProps) {
  const { src } = useImageSource(picture.url);
  const { width, height } = extendedSize(size, extend);
  return (
    <svg className="studio-extend-preview" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <rect className="studio-extend-new" width={width} height={height} />
      <image href={src} x={extend.left} y={extend.top} {...size} />
      <rect className="studio-extend-edge" x={extend.left} y={extend.top} {...size} />
    </svg>
  );
}
