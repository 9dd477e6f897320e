import type { Extension, ImageJobRequest, ImageWork, InputPicture } from '@atelier/contracts';
import type { DecodedPicture } from '../../uploads/decode-picture.js';
import { refuseField } from '../../uploads/read-upload.js';
import type { Material } from './read-source.js';

/** Used where a request says nothing: how much may change of what it starts from. */
const strengths = { edit: 0.6, variation: 0.5, inpaint: 1 } as const;

/** What is to be done with which picture. */
export function toWork(request: ImageJobRequest, material: Material | undefined): ImageWork {
  const { kind, strength } = request;
  if (kind === 'generate') return { kind };
  if (material === undefined) throw refuseField('image', `is needed for ${kind}`);
  const source = toInput(material.source);
  switch (kind) {
    case 'edit':
    case 'variation':
      return { kind, source, strength: strength ?? strengths[kind] };
    case 'inpaint':
      if (material.mask === undefined) throw refuseField('mask', 'is needed for inpaint');
      return { kind, source, mask: toInput(material.mask), strength: strength ?? strengths[kind] };
    case 'outpaint':
      return { kind, source, extend: toExtension(request.extend) };
    case 'upscale':
      if (request.factor === undefined) throw refuseField('factor', 'must be 2 or 4');
      return { kind, source, factor: request.factor };
  }
}

function toInput({ sha256, width, height }: DecodedPicture): InputPicture {
  return { sha256, width, height };
}

function toExtension(extend: ImageJobRequest['extend'] = {}): Extension {
  const { left = 0, top = 0, right = 0, bottom = 0 } = extend;
  return { left, top, right, bottom };
}
