/** A variable of the test run, or undefined when it is not set or empty. */
export function testVariable(name: string): string | undefined {
  // eslint-disable-next-line no-restricted-properties -- a test run has no main.ts
  const value = process.env[name];
  return value === '' ? undefined : value;
}

/** A variable that scripts/test.mjs sets. Integration tests can't run without. */
export function requiredTestVariable(name: string): string {
  const value = testVariable(name);
  if (value !== undefined) return value;
  throw new Error(
    `${name} is not set: integration tests need the services that the test script starts, so run them through "npm test -- <path>".`,
  );
}
