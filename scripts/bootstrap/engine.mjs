import { Refusal } from './refusal.mjs';

/**
 * This version has no engine that runs models.
 *
 * @param {{ mocks: boolean }} options
 */
export function checkEngine({ mocks }) {
  if (mocks) return;
  throw new Refusal(
    'This version has no engine that runs models yet, only one that pretends: start it with npm start -- --mocks.',
  );
}
