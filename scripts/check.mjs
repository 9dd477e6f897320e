// All the gates, one after another: format, lint, boundaries, types, unused code, generated files,
// migrations. Prints a line for each and the output of those that fail. Needs installed
// dependencies and a build; `npm test` sees to both.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const node = process.execPath;
const bin = (path) => [node, `node_modules/${path}`];

/** Programs that take long to build are built when their gate is named. */
const mayBuildTools = process.argv.includes('deploy');

/** Name, what it holds, command. The name picks a gate: `pnpm check lint types`. */
const gates = [
  [
    'format',
    'Prettier',
    [...bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'],
  ],
  ['lint', 'typed ESLint', [...bin('eslint/bin/eslint.js'), '--max-warnings', '0', '.']],
  [
    'boundaries',
    'dependency-cruiser',
    [
      ...bin('dependency-cruiser/bin/dependency-cruise.mjs'),
      '--config',
      '.dependency-cruiser.cjs',
      'packages',
      'services',
      'scripts/src',
      'e2e',
    ],
  ],
  ['types', 'TypeScript, strict', [...bin('typescript/bin/tsc'), '-p', 'tsconfig.check.json']],
  [
    'dashboard-types',
    'TypeScript, strict',
    [...bin('typescript/bin/tsc'), '--noEmit', '-p', 'services/dashboard/tsconfig.json'],
  ],
  ['unused', 'knip', [...bin('knip/bin/knip.js'), '--no-progress']],
  [
    'python',
    'ruff, ruff format, mypy --strict',
    [
      'sh',
      '-euc',
      'cd packages/openvino-runtime && bin=../../.venv/bin && $bin/ruff check . ../../scripts && $bin/ruff format --check . ../../scripts && $bin/mypy',
    ],
  ],
  [
    'containers',
    'hadolint, schema of compose.yaml',
    [
      'sh',
      '-euc',
      '.venv/bin/hadolint docker/*.Dockerfile && .venv/bin/check-jsonschema --builtin-schema vendor.compose-spec compose.yaml',
    ],
  ],
  ['migrations', 'schema and migrations agree', [node, 'packages/database/check-migrations.mjs']],
  ['generated', 'made files are up to date', [node, 'scripts/dist/generate/main.js', '--check']],
  [
    'deploy',
    'helm, kubeconform, promtool',
    [node, 'scripts/dist/deploy/check/main.js', ...(mayBuildTools ? ['--build'] : [])],
  ],
];

function run([command, ...args]) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !gates.some(([gate]) => gate === name));
if (unknown.length > 0) {
  console.error(
    `No such gate: ${unknown.join(', ')}. There are ${gates.map(([n]) => n).join(', ')}.`,
  );
  process.exit(2);
}

let failed = 0;
for (const [name, tool, command] of gates) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const startedAt = Date.now();
  const { code, output } = await run(command);
  const seconds = ((Date.now() - startedAt) / 1_000).toFixed(1);
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(16)} ${tool} (${seconds} s)`);
  for (const line of output.split('\n')) {
    if (code === 0 && line.startsWith('Not run')) console.log(`     ${line}`);
  }
  if (code === 0) continue;
  failed += 1;
  console.log(output.trimEnd());
}
if (failed > 0) console.error(`${failed} of the gates failed.`);
process.exit(failed === 0 ? 0 : 1);
