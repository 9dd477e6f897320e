// Who may import whom. Tiers count upwards; a package imports only from a strictly lower one.
const tiers = [
  ['errors', 'contracts'],
  ['config', 'logging', 'engine', 'client', 'image-prompt'],
  [
    'lifecycle',
    'queue',
    'storage',
    'database',
    'model-store',
    'embedded',
    'engine-openvino',
    'engine-remote',
    'engine-mock',
  ],
  ['telemetry'],
];
const testPackages = ['engine-conformance', 'testkit'];
const tests = '\\.test\\.ts$|^e2e/|^packages/(engine-conformance|testkit)/';
const anyOf = (names) => `^packages/(${names.join('|')})/`;

/** Package `from` reaches its own files and those of lower tiers, nothing else. */
const tierRules = tiers.flatMap((names, tier) =>
  names.map((name) => ({
    name: `tier-${tier}-${name}`,
    severity: 'error',
    comment: 'A package imports only from a strictly lower tier.',
    from: { path: `^packages/${name}/`, pathNot: tests },
    to: {
      path: '^(packages|services|scripts|e2e)/',
      pathNot: [
        `^packages/${name}/`,
        ...(tier > 0 ? [anyOf(tiers.slice(0, tier).flat())] : []),
        // The one exception of the design: a contract may carry an error.
        ...(name === 'contracts' ? ['^packages/errors/'] : []),
      ],
    },
  })),
);

const onlyImporter = (name, owners, modules) => ({
  name: `only-${name}`,
  severity: 'error',
  comment: `Only ${owners} imports ${modules}.`,
  from: { path: '^(packages|services|scripts)/', pathNot: [`^(${owners})/`, tests] },
  to: { path: `node_modules/(${modules})/` },
});

module.exports = {
  forbidden: [
    ...tierRules,
    {
      name: 'services-are-apart',
      severity: 'error',
      comment: 'Services talk over the wire; they never import each other.',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^(services|scripts|e2e)/', pathNot: '^services/$1/' },
    },
    {
      name: 'test-packages-in-tests-only',
      severity: 'error',
      from: { path: '^(packages|services|scripts)/', pathNot: tests },
      to: { path: anyOf(testPackages) },
    },
    {
      name: 'contracts-are-zod-only',
      severity: 'error',
      from: { path: '^packages/contracts/src/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm', 'core'], pathNot: 'node_modules/zod/' },
    },
    {
      name: 'engine-is-types-only',
      severity: 'error',
      from: { path: '^packages/engine/' },
      to: { dependencyTypesNot: ['type-only'], path: '^packages/contracts/' },
    },
    onlyImporter('queue-knows-redis', 'packages/queue', 'bullmq|ioredis'),
    onlyImporter('database-knows-postgres', 'packages/database', 'pg|drizzle-orm'),
    onlyImporter(
      'telemetry-knows-its-libraries',
      'packages/telemetry',
      'prom-client|@opentelemetry/[^/]+',
    ),
    onlyImporter('storage-knows-s3', 'packages/storage', '@aws-sdk/[^/]+|@smithy/[^/]+'),
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-undeclared',
      severity: 'error',
      comment: 'Everything imported stands in the package.json beside it.',
      from: { path: '^(packages|services|scripts)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown'], pathNot: '^packages/' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/'] },
    exclude: { path: ['/dist/', '/node_modules/\\.pnpm/node_modules/'] },
    tsConfig: { fileName: 'tsconfig.check.json' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@atelier/source', 'import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
