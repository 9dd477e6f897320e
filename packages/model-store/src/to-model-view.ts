import {
  imageLimits,
  type DrawingView,
  type ImageModelDefaults,
  type ModelView,
} from '@atelier/contracts';
import type { ModelState } from './model-store.js';

/** A model as the public API shows it. `active`: it answers or draws now. */
export function toModelView(state: ModelState, options: { readonly active: boolean }): ModelView {
  const { entry, starter, status, reason, commit, bytes, progress } = state;
  const { id, url, says } = entry.licence;
  return {
    id: entry.id,
    title: entry.title,
    task: entry.task,
    status,
    ...(reason !== undefined && { reason }),
    starter,
    active: options.active,
    licence: { id, ...(url !== undefined && { url }), ...(says !== undefined && { says }) },
    ...(entry.source === 'hub' && {
      repository: entry.repository,
      download_bytes: entry.downloadBytes,
    }),
    ...(commit !== undefined && { commit }),
    parameters: entry.parameters,
    memory_bytes: entry.memoryBytes,
    ...(bytes !== undefined && { bytes }),
    ...(entry.task === 'image' && { drawing: toDrawingView(entry.defaults) }),
    ...(progress && { progress: { bytes: progress.bytes, total_bytes: progress.totalBytes } }),
  };
}

function toDrawingView(defaults: ImageModelDefaults): DrawingView {
  const { width, height, steps, guidanceScale, scheduler, minSize, maxSize, vocabulary } = defaults;
  return {
    width,
    height,
    steps,
    cfg_scale: guidanceScale,
    ...(scheduler !== undefined && { scheduler }),
    min_size: minSize,
    max_size: maxSize,
    multiple_of: imageLimits.sizeStep,
    ...(vocabulary && { knows: vocabulary }),
  };
}
