import { describeImageEngine, describeTextEngine } from '@atelier/engine-conformance';
import { imageOptions, textOptions } from './testing/test-runtime.js';
import { createOpenVinoImageEngine } from './image-engine.js';
import { createOpenVinoTextEngine } from './text-engine.js';

describeTextEngine('openvino', () =>
  createOpenVinoTextEngine(textOptions({ maxConcurrency: 4, exact: true })),
);
describeImageEngine('openvino', () => createOpenVinoImageEngine(imageOptions()));
