import type { ModelListView, ModelView } from '@atelier/contracts';

/** The list with what a model has become, or with it at the end. */
export function putModel({ models }: ModelListView, model: ModelView): ModelListView {
  if (!models.some(({ id }) => id === model.id)) return { models: [...models, model] };
  return { models: models.map((one) => (one.id === model.id ? model : one)) };
}
