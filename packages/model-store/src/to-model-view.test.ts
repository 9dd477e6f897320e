import { describe, expect, it } from '@jest/globals';
import { ModelView, type FolderModel } from '@atelier/contracts';
import { toModelView } from './to-model-view.js';

const about = {
  id: 'some-model',
  title: 'Some model',
  source: 'folder',
  folder: '/secret/place',
  format: 'openvino-ir',
  licence: { id: 'MIT' },
  parameters: 5,
  memoryBytes: 7,
} as const;
const chat: FolderModel = {
  ...about,
  task: 'chat',
  defaults: { templateFamily: 'chatml', contextTokens: 2_048 },
};
const image: FolderModel = {
  ...about,
  task: 'image',
  defaults: {
    steps: 20,
    scheduler: 'ddim',
    guidanceScale: 7.5,
    width: 512,
    height: 768,
    minSize: 256,
    maxSize: 1_024,
  },
};

const viewOf = (entry: FolderModel) =>
  toModelView({ entry, starter: false, status: 'ready' }, { active: true });

describe('toModelView', () => {
  it('tells what an image model draws with, and its sizes', () => {
    const view = viewOf(image);
    expect(view.drawing).toEqual({
      width: 512,
      height: 768,
      steps: 20,
      cfg_scale: 7.5,
      scheduler: 'ddim',
      min_size: 256,
      max_size: 1_024,
      multiple_of: 64,
    });
    expect(ModelView.strict().parse(view)).toEqual(view);
  });

  it('tells what a model knows that knows little', () => {
    const vocabulary = { shapes: ['star'], colours: ['red', 'blue'] };
    const view = viewOf({ ...image, defaults: { ...image.defaults, vocabulary } });
    expect(view.drawing?.knows).toEqual(vocabulary);
  });

  it('tells no sizes of a chat model, and of none where it lies', () => {
    expect(viewOf(chat)).not.toHaveProperty('drawing');
    expect(JSON.stringify(viewOf(image))).not.toContain('secret');
  });
});
