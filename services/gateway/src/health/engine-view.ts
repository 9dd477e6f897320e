import type { EngineInfo, EngineView, ModelFallback } from '@atelier/contracts';

/** An engine's word of itself. */
type EngineReport = EngineInfo & { readonly fallback?: ModelFallback | undefined };

/** An engine's word of itself, as the public API shows it. */
export function toEngineView(info: EngineReport): EngineView {
  const { engine, model, device, precision, engineVersion, fallback } = info;
  return {
    engine,
    model,
    ...(device !== undefined && { device }),
    ...(precision !== undefined && { precision }),
    ...(engineVersion !== undefined && { engine_version: engineVersion }),
    ...(fallback && { fallback }),
  };
}

/** What several workers draw with, each once. */
export function distinctEngines(infos: readonly EngineReport[]): EngineView[] {
  const views = infos.map(toEngineView);
  return [...new Map(views.map((view) => [JSON.stringify(view), view])).values()];
}
