import { execFile } from 'node:child_process';
import { access, constants, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** On two cores that others use as well, the largest of them takes most of an hour. */
const buildDeadlineMs = 90 * 60_000;

const ownSettings = { GOTOOLCHAIN: 'local', GOFLAGS: '-buildvcs=false -mod=mod' };

type Environment = Readonly<Record<string, string | undefined>>;

/** Programs that check what is deployed, each at one version. */
export const goTools = {
  helm: { module: 'helm.sh/helm/v4/cmd/helm', version: 'v4.3.1' },
  kubeconform: { module: 'github.com/yannh/kubeconform/cmd/kubeconform', version: 'v0.8.0' },
  promtool: { module: 'github.com/prometheus/prometheus/cmd/promtool', version: 'v0.309.1' },
} as const;
export type GoTool = keyof typeof goTools;

/** Modules that have the schemas of what is sent to Kubernetes. */
export const schemaModules = {
  kubernetes: { module: 'k8s.io/kubernetes', version: 'v1.36.3' },
  keda: { module: 'github.com/kedacore/keda/v2', version: 'v2.21.0' },
} as const;

/** Where a program lies once it was built. */
function pathOf(root: string, name: GoTool): string {
  return join(root, '.tools', 'go', `${name}@${goTools[name].version}`, name);
}

/** The program, if it was built before. */
export async function findGoTool(root: string, name: GoTool): Promise<string | undefined> {
  const path = pathOf(root, name);
  return await access(path, constants.X_OK).then(
    () => path,
    () => undefined,
  );
}

/**
 * Builds the program with Go, at the lowest priority.
 *
 * @throws Error with the last line that Go wrote
 */
export async function buildGoTool(
  root: string,
  name: GoTool,
  environment: Environment,
): Promise<string> {
  const path = pathOf(root, name);
  const folder = join(path, '..');
  const { module, version } = goTools[name];
  await mkdir(folder, { recursive: true });
  // In a module of its own: "go install module@version" refuses those that exclude something.
  const scratch = await mkdtemp(join(tmpdir(), 'atelier-go-'));
  try {
    await writeFile(join(scratch, 'go.mod'), 'module tools\n');
    await runGo(scratch, ['get', `${module}@${version}`], environment);
    await runGo(scratch, ['install', module], { ...environment, GOBIN: folder });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return path;
}

/** The folder of a module's files. @throws Error with the last line that Go wrote */
export async function fetchModule(
  name: keyof typeof schemaModules,
  environment: Environment,
): Promise<string> {
  const { module, version } = schemaModules[name];
  // Outside of any module, so that none has a say.
  const output = await runGo(
    '/',
    ['mod', 'download', '-json', `${module}@${version}`],
    environment,
  );
  const { Dir } = JSON.parse(output) as { readonly Dir: string };
  return Dir;
}

async function runGo(
  cwd: string,
  args: readonly string[],
  environment: Environment,
): Promise<string> {
  try {
    const { stdout } = await run('nice', ['-n', '19', 'go', ...args], {
      cwd,
      env: { ...environment, ...ownSettings },
      timeout: buildDeadlineMs,
      maxBuffer: 16 * 1024 * 1024,
    });
    return stdout;
  } catch (error) {
    const { stderr = '' } = error as { readonly stderr?: string };
    const said = stderr.trim().split('\n').at(-1) ?? '';
    throw new Error(said === '' ? String(error) : said, { cause: error });
  }
}
