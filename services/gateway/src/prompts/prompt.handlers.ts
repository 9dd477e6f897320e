import type { Handlers } from '../http/handlers.js';
import type { Enhancer } from './enhancer.js';

/** `/api/v1/prompts`. */
export function promptHandlers(
  enhancer: Pick<Enhancer, 'enhance'>,
): Pick<Handlers, 'enhancePrompt'> {
  return { enhancePrompt: enhancer.enhance };
}
