export {
  createOpenVinoTextEngine,
  type OpenVinoTextEngine,
  type OpenVinoTextOptions,
} from './text-engine.js';
export { createOpenVinoImageEngine, type OpenVinoImageEngine } from './image-engine.js';
export type { OpenVinoAdapter, OpenVinoModel, OpenVinoOptions } from './options.js';
export type { OpenVinoControl } from './engine-core.js';
export type { EngineLog } from './engine-log.js';
export type { EngineState } from './supervision/supervisor.js';
export type { LoadStage } from './supervision/session.js';
export { adapterList } from './adapter-list.js';
export { hasOpenVinoRuntime, OpenVinoSettings, toOpenVinoOptions } from './settings.js';
