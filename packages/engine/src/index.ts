export type { EngineVitals } from './engine-vitals.js';
export type { TextCapabilities, TextEngine } from './text-engine.js';
export type {
  ImageCapabilities,
  ImageEngine,
  ImagePart,
  ImageRequest,
  ImageSource,
  Raster,
} from './image-engine.js';
