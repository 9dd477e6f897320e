// Checks the chart and the rules of Prometheus with the programs that will read them:
//   node scripts/dist/deploy/check/main.js [--build]
// What was not built yet is built with Go when --build is said, and left out otherwise.
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checks, type Tools } from './checks.js';
import {
  buildGoTool,
  fetchModule,
  findGoTool,
  goTools,
  schemaModules,
  type GoTool,
} from './go-tools.js';
import { writeKubeSchemas } from './kube-schemas.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

async function main(mayBuild: boolean): Promise<number> {
  const paths = new Map<GoTool, string>();
  const missing: string[] = [];
  for (const name of Object.keys(goTools) as GoTool[]) {
    const path = await findOrBuild(name, mayBuild);
    if (path === undefined) missing.push(name);
    else paths.set(name, path);
  }
  const scratch = await mkdtemp(join(tmpdir(), 'atelier-deploy-'));
  const tools: Tools = {
    root,
    scratch,
    path: (name) => paths.get(name) ?? name,
    schemas: findOrMakeSchemas,
  };
  let failed = 0;
  try {
    for (const { name, needs, run } of checks) {
      if (needs !== undefined && !paths.has(needs)) continue;
      try {
        await run(tools);
        say(`ok   ${name}`);
      } catch (error) {
        failed += 1;
        say(`FAIL ${name}\n${error instanceof Error ? error.message : String(error)}`);
      }
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  if (missing.length > 0) {
    say(`Not run, for want of ${missing.join(', ')}: node scripts/check.mjs deploy builds them.`);
  }
  return failed === 0 ? 0 : 1;
}

async function findOrBuild(name: GoTool, mayBuild: boolean): Promise<string | undefined> {
  const found = await findGoTool(root, name);
  if (found !== undefined || !mayBuild) return found;
  say(`Building ${name} ${goTools[name].version} with Go. This happens once, and takes long.`);
  try {
    return await buildGoTool(root, name, process.env);
  } catch (error) {
    say(`It could not be built (${error instanceof Error ? error.message : String(error)}).`);
    return undefined;
  }
}

async function findOrMakeSchemas(): Promise<string> {
  const versions = Object.values(schemaModules).map(({ version }) => version);
  const folder = join(root, '.tools', 'go', `kube-schemas@${versions.join('+')}`);
  const isThere = await access(folder).then(
    () => true,
    () => false,
  );
  if (isThere) return folder;
  const [kubernetes, keda] = await Promise.all([
    fetchModule('kubernetes', process.env),
    fetchModule('keda', process.env),
  ]);
  await writeKubeSchemas({
    swagger: join(kubernetes, 'api', 'openapi-spec', 'swagger.json'),
    resources: [join(keda, 'config', 'crd', 'bases', 'keda.sh_scaledobjects.yaml')],
    folder,
  });
  return folder;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exitCode = await main(process.argv.includes('--build'));
