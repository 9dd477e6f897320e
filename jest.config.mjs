/** What every project has. */
export const shared = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  // Workspace packages resolve to their sources, so that no test runs against a stale build.
  testEnvironmentOptions: { customExportConditions: ['@atelier/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  modulePathIgnorePatterns: ['/dist/', '<rootDir>/data/', '<rootDir>/.venv/', '<rootDir>/.tools/'],
};

const roots = ['<rootDir>/packages', '<rootDir>/services', '<rootDir>/scripts'];

/**
 * `*.test.ts`: no I/O. `*.int.test.ts`: real services. `e2e/`: the running stack, from outside, and
 * `*.browser.test.ts` through its page.
 */
export default {
  projects: [
    {
      ...shared,
      displayName: 'unit',
      roots,
      testMatch: ['**/*.test.ts'],
      testPathIgnorePatterns: ['\\.int\\.test\\.ts$'],
    },
    { ...shared, displayName: 'int', roots, testMatch: ['**/*.int.test.ts'] },
    { ...shared, displayName: 'e2e', roots: ['<rootDir>/e2e'], testMatch: ['**/*.e2e.test.ts'] },
    {
      ...shared,
      displayName: 'browser',
      roots: ['<rootDir>/e2e'],
      testMatch: ['**/*.browser.test.ts'],
    },
  ],
  testTimeout: 60_000,
};
