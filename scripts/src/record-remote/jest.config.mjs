import config from '../../../jest.config.mjs';

/** Only the suite against a running server, which the usual runs leave out. */
const [{ testPathIgnorePatterns: _, ...project }] = config.projects;

export default {
  ...project,
  displayName: 'live',
  testMatch: ['**/record-remote/live-server.conformance.ts'],
};
