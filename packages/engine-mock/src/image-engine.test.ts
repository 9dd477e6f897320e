import { describeImageEngine } from '@atelier/engine-conformance';
import { createMockImageEngine } from './image-engine.js';

describeImageEngine('mock', () => createMockImageEngine());
describeImageEngine('mock with a delay and two seats', () =>
  createMockImageEngine({ stepDelayMs: 1, maxConcurrency: 2 }),
);
