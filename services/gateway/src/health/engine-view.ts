import type { EngineInfo, EngineView } from '@atelier/contracts';

/** An engine's word of itself, as the public API shows it. */
export function toEngineView(info: EngineInfo): EngineView {
  const { engine, model, device, precision, engineVersion } = info;
  return {
    engine,
    model,
    ...(device !== undefined && { device }),
    ...(precision !== undefined && { precision }),
    ...(engineVersion !== undefined && { engine_version: engineVersion }),
  };
}

/** What several workers draw with, each once. */
export function distinctEngines(infos: readonly EngineInfo[]): EngineView[] {
  const views = infos.map(toEngineView);
  return [...new Map(views.map((view) => [JSON.stringify(view), view])).values()];
}
