export { createMockTextEngine, type MockTextOptions } from './text-engine.js';
export { createMockImageEngine, type MockImageOptions } from './image-engine.js';
