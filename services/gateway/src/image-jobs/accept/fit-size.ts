import { imageLimits, type Extension, type Warning } from '@atelier/contracts';
import type { ImagePromptDefaults } from '@atelier/image-prompt';
import { refuseField } from '../../uploads/read-upload.js';

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A size, and what was changed of what was asked for. */
export interface FittedSize extends Size {
  readonly warnings: readonly Warning[];
}

/** What a request says of the size. */
type Asked = Partial<{ readonly [Side in keyof Size]: number | undefined }>;
type Model = Pick<ImagePromptDefaults, 'width' | 'height' | 'minSize' | 'maxSize'>;

/** A size for a picture made from words: the model's own where none is asked for. */
export function sizeFromWords(asked: Asked, model: Model): FittedSize {
  return clamp({ width: asked.width ?? model.width, height: asked.height ?? model.height }, model);
}

/** A size for a picture made from another: about that one's shape where none is asked for. */
export function sizeFromSource(asked: Asked, source: Size, model: Model): FittedSize {
  const { width, height } = asked;
  if (width !== undefined && height !== undefined) return clamp({ width, height }, model);
  const { minSize, maxSize } = rangeOf(model);
  const ratio = source.width / source.height;
  if (width !== undefined) return clamp({ width, height: toStep(width / ratio, model) }, model);
  if (height !== undefined) return clamp({ width: toStep(height * ratio, model), height }, model);
  const shrink = Math.min(1, maxSize / Math.max(source.width, source.height));
  const grow = Math.max(1, minSize / Math.min(source.width, source.height));
  const scale = shrink < 1 ? shrink : grow;
  return {
    width: toStep(source.width * scale, model),
    height: toStep(source.height * scale, model),
    warnings: [],
  };
}

/**
 * The size of a picture with pixels added at its sides.
 *
 * @throws AppError `INVALID_INPUT`
 */
export function sizeExtended(source: Size, { left, top, right, bottom }: Extension): Size {
  const size = { width: source.width + left + right, height: source.height + top + bottom };
  if (Math.max(size.width, size.height) > imageLimits.maxSize) {
    const problem = `makes the picture ${size.width} × ${size.height} pixels; a side may have at most ${imageLimits.maxSize}`;
    throw refuseField('extend', problem);
  }
  return size;
}

/**
 * The size of a picture that is enlarged.
 *
 * @throws AppError `INVALID_INPUT`
 */
export function sizeEnlarged(source: Size, factor: number): Size {
  const size = { width: source.width * factor, height: source.height * factor };
  if (Math.max(size.width, size.height) > imageLimits.maxSize) {
    const problem = `makes the picture ${size.width} × ${size.height} pixels; a side may have at most ${imageLimits.maxSize}`;
    throw refuseField('factor', problem);
  }
  return size;
}

function clamp(size: Size, model: Model): FittedSize {
  const { minSize, maxSize } = rangeOf(model);
  const fitted = {
    width: Math.min(Math.max(size.width, minSize), maxSize),
    height: Math.min(Math.max(size.height, minSize), maxSize),
  };
  const warnings = (['width', 'height'] as const)
    .filter((side) => fitted[side] !== size[side])
    .map((side) => ({
      code: 'IMAGE_SETTING_CHANGED',
      message: `${side} ${size[side]} became ${fitted[side]}: the model draws ${minSize} to ${maxSize} pixels.`,
    }));
  return { ...fitted, warnings };
}

/** Within the model's range, in the contract's steps. */
function toStep(pixels: number, model: Model): number {
  const { minSize, maxSize } = rangeOf(model);
  const { sizeStep } = imageLimits;
  return Math.min(Math.max(Math.round(pixels / sizeStep) * sizeStep, minSize), maxSize);
}

function rangeOf({ minSize, maxSize }: Model): { minSize: number; maxSize: number } {
  return { minSize: minSize ?? imageLimits.minSize, maxSize: maxSize ?? imageLimits.maxSize };
}
