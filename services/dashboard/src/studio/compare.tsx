import type { Extension } from '@atelier/contracts';
import { useState } from 'react';
import { StoredImage } from '../app/pictures/stored-image.js';
import { placeOf } from './extension.js';
import './compare.css';

interface Shown {
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

export interface CompareProps {
  /** Address of the picture before. */
  readonly before: string;
  readonly after: Shown;
  /** What was added around the picture before. */
  readonly extend?: Extension | undefined;
}

/** A picture before and after, one beside the other; a handle between them shows more of either. */
export function Compare({ before, after, extend }: CompareProps) {
  const [at, setAt] = useState(50);
  const { url, width, height } = after;
  return (
    <div
      className="compare"
      style={{
        aspectRatio: `${width} / ${height}`,
        width: `min(100%, var(--compare-height) * ${width / height})`,
      }}
    >
      <StoredImage className="compare-after" url={url} alt="" width={width} height={height} />
      <div className="compare-before" style={{ clipPath: `inset(0 ${100 - at}% 0 0)` }}>
        <div className="compare-place" style={extend && placeOf(after, extend)}>
          <StoredImage url={before} alt="" />
        </div>
      </div>
      <span className="compare-word" data-side="before" aria-hidden="true">
        Before
      </span>
      <span className="compare-word" data-side="after" aria-hidden="true">
        After
      </span>
      <input
        className="compare-range"
        type="range"
        min={0}
        max={100}
        value={at}
        aria-label="How much is shown of the picture before"
        aria-valuetext={`${at} % before, ${100 - at} % after`}
        onChange={({ target }) => {
          setAt(target.valueAsNumber);
        }}
      />
      <span className="compare-line" style={{ left: `${at}%` }} aria-hidden="true" />
    </div>
  );
}
