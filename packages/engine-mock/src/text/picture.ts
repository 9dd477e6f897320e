/** A picture that somebody asked for, as far as they said what they want. */
export interface Picture {
  readonly prompt: string;
  readonly negativePrompt?: string;
  readonly width?: number;
  readonly height?: number;
  readonly steps?: number;
  readonly guidanceScale?: number;
  readonly seed?: number;
  readonly count?: number;
}
