import { imageLimits, ImageJobRequest, type ImageJobInput } from '@atelier/contracts';
import type { FieldProblem } from '@atelier/errors';
import { ownGuidance, type StudioForm } from './studio-form.js';

/** The picture that a job starts from: an uploaded one as data URL, or one of the gallery. */
export type JobSource = ({ readonly image: string } | { readonly image_id: string }) & {
  /** What is drawn anew of it, as data URL. */
  readonly mask?: string | undefined;
};

/** What is wrong, by the name of the field as people see it. */
export type Problems = Readonly<Partial<Record<StudioField, string>>>;

const fieldNames = {
  prompt: 'Prompt',
  negative_prompt: 'Not to show',
  image: 'Picture',
  width: 'Size',
  height: 'Size',
  steps: 'Steps',
  cfg_scale: 'Guidance',
  strength: 'Strength',
  scheduler: 'Scheduler',
  seed: 'Seed',
  count: 'Pictures',
  style: 'Style',
  factor: 'Enlarge',
  mask: 'Mask',
  extend: 'Extend',
} as const;
export type StudioField = (typeof fieldNames)[keyof typeof fieldNames] | 'Request';

/** The request that the fields ask for. */
export function toImageJob(form: StudioForm, source?: JobSource): ImageJobInput {
  const { kind, factor, strength, extend } = form;
  const { mask, ...start } = source ?? {};
  if (kind === 'upscale') return { kind, factor, ...start };
  // Of the others the size follows from the picture.
  const isSized = kind === 'generate' || kind === 'edit' || kind === 'variation';
  const size = isSized && form.size !== 'own' && form.size.split('x').map(Number);
  const hasStrength = kind === 'edit' || kind === 'variation' || kind === 'inpaint';
  const prompt = form.prompt.trim();
  const negative = form.negativePrompt.trim();
  return {
    kind,
    count: form.count,
    ...(prompt !== '' && { prompt }),
    ...(negative !== '' && { negative_prompt: negative }),
    ...(form.style !== undefined && { style: form.style }),
    ...(form.steps > 0 && { steps: form.steps }),
    ...(form.guidance > ownGuidance && { cfg_scale: form.guidance }),
    ...(form.scheduler !== 'own' && { scheduler: form.scheduler }),
    ...(size && { width: size[0], height: size[1] }),
    ...(form.seedLocked && form.seed.trim() !== '' && { seed: Number(form.seed) }),
    ...(kind !== 'generate' && start),
    ...(hasStrength && strength > 0 && { strength }),
    ...(kind === 'inpaint' && mask !== undefined && { mask }),
    ...(kind === 'outpaint' && { extend }),
  };
}

/** What keeps the fields from being a request, in words; empty when nothing does. */
export function checkForm(form: StudioForm, source?: JobSource): Problems {
  const { kind, seedLocked } = form;
  const hasPrompt = form.prompt.trim() !== '';
  const isUpload = source !== undefined && 'image' in source;
  const problems: Partial<Record<StudioField, string>> = {};
  if (kind !== 'generate' && source === undefined) problems.Picture = 'Choose a picture first.';
  if (kind === 'inpaint' && source && source.mask === undefined) {
    problems.Mask = 'Paint over what is to be drawn anew.';
  }
  if (kind === 'outpaint' && Object.values(form.extend).every((pixels) => pixels === 0)) {
    problems.Extend = 'Say at which side.';
  }
  const hasOwnWords = kind === 'variation' || kind === 'inpaint' || kind === 'outpaint';
  const needsPrompt = kind !== 'upscale' && !(hasOwnWords && !isUpload);
  if (needsPrompt && !hasPrompt) problems.Prompt = 'Say what the picture shows.';
  if (kind === 'upscale') return problems;
  if (seedLocked && form.seed.trim() !== '' && !isSeed(form.seed.trim())) {
    problems.Seed = `A seed is a whole number from 0 to ${imageLimits.maxSeed}.`;
  }
  if (Object.keys(problems).length > 0) return problems;
  const request = ImageJobRequest.safeParse(toImageJob(form, source));
  return request.success ? {} : toProblems(request.error.issues.map(toFieldProblem));
}

/** What the server says of single fields, by their names in the studio. */
export function toProblems(fields: readonly FieldProblem[]): Problems {
  const problems: Partial<Record<StudioField, string>> = {};
  for (const { field, problem } of fields) {
    const name = toStudioField(field);
    problems[name] ??= `${problem.charAt(0).toUpperCase()}${problem.slice(1)}`;
  }
  return problems;
}

function toStudioField(field: string): StudioField {
  const [name = ''] = field.replace(/^\//, '').split('/');
  if (name === 'image_id') return 'Picture';
  return Object.hasOwn(fieldNames, name) ? fieldNames[name as keyof typeof fieldNames] : 'Request';
}

function toFieldProblem(issue: { path: readonly PropertyKey[]; message: string }): FieldProblem {
  return { field: issue.path.map(String).join('/'), problem: issue.message };
}

function isSeed(seed: string): boolean {
  return /^\d{1,10}$/.test(seed) && Number(seed) <= imageLimits.maxSeed;
}
