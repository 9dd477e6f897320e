import { useEffect, useEffectEvent, useRef } from 'react';
import { attachStage, type StageDeps } from './attach-stage.js';

interface MaskStageProps extends StageDeps {
  /** Of the element that says which keys do what. */
  readonly helpId: string;
}

/** The picture with its mask, on which is painted by pointer or by keys. */
export function MaskStage({ picture, surface, state, say, helpId }: MaskStageProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const onSay = useEffectEvent(say);
  useEffect(() => {
    if (!canvas.current) return undefined;
    const tell = (message: string) => {
      onSay(message);
    };
    return attachStage(canvas.current, { picture, surface, state, say: tell });
  }, [picture, surface, state]);
  return (
    <canvas
      ref={canvas}
      className="mask-stage"
      tabIndex={0}
      role="application"
      aria-roledescription="painting area"
      aria-label="The picture, to paint on"
      aria-describedby={helpId}
    />
  );
}
