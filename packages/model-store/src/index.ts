export { loadCatalog, type Catalog, type CatalogFiles } from './catalog/load-catalog.js';
export { createModelStore, type ModelStoreOptions } from './create-model-store.js';
export type {
  DownloadOptions,
  DownloadProgress,
  FallbackCode,
  InstalledModel,
  ModelState,
  ModelStore,
  ResolvedModel,
  Verification,
} from './model-store.js';
export { ModelStoreSettings, openModelStore } from './model-store-settings.js';
export { sizeText } from './names/size-text.js';
export { toModelView } from './to-model-view.js';
export { writeActive } from './active/active-file.js';
export {
  followModel,
  type FollowedModel,
  type FollowOptions,
  type ModelToLoad,
} from './active/follow-model.js';
export {
  chosenModel,
  ModelChoiceSettings,
  ModelReaderSettings,
  openModelReader,
  shippedModels,
  type ModelReader,
} from './active/model-choice-settings.js';
