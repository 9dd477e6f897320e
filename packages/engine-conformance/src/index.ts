export { describeTextEngine, type TextConformanceOptions } from './text-engine.suite.js';
export { describeImageEngine, type ImageConformanceOptions } from './image-engine.suite.js';
