import { describeImageEngine, describeTextEngine } from '@atelier/engine-conformance';
import { imageOptions, textOptions } from './testing/test-runtime.js';
import { createOpenVinoImageEngine } from './image-engine.js';
import { createOpenVinoTextEngine } from './text-engine.js';

describeTextEngine('openvino', () =>
  createOpenVinoTextEngine(textOptions({ maxConcurrency: 4, exact: true })),
);
// The model's own scheduler takes one step more than it is asked for.
describeImageEngine('openvino', () => createOpenVinoImageEngine(imageOptions()), {
  settings: { scheduler: 'DDIM' },
});
