import { describeImageEngine, describeTextEngine } from '@atelier/engine-conformance';
import { imageOptions, reasoningModel, textOptions } from './testing/test-runtime.js';
import { createOpenVinoImageEngine } from './image-engine.js';
import { createOpenVinoTextEngine } from './text-engine.js';

describeTextEngine('openvino', () =>
  createOpenVinoTextEngine(textOptions({ maxConcurrency: 4, exact: true })),
);
describeTextEngine(
  'openvino with a model that reasons',
  () =>
    createOpenVinoTextEngine(
      textOptions({ model: reasoningModel, maxConcurrency: 4, exact: true }),
    ),
  { deepMessage: 'Hello!' },
);
// The model's own scheduler takes one step more than it is asked for.
describeImageEngine('openvino', () => createOpenVinoImageEngine(imageOptions()), {
  settings: { scheduler: 'DDIM' },
});
