import { shared } from '../jest.config.mjs';

/** What `npm run screenshots` runs: no test, but the same stack and browser as the tests. */
export default {
  ...shared,
  displayName: 'screenshots',
  roots: ['<rootDir>/e2e'],
  testMatch: ['**/*.screenshots.ts'],
};
