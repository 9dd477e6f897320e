export type { TextCapabilities, TextEngine } from './text-engine.js';
export type { ImageCapabilities, ImageEngine, ImagePart } from './image-engine.js';
