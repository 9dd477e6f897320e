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
