import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { GoTool } from './go-tools.js';

/** One thing that is checked; gives what is wrong, and nothing when nothing is. */
export interface Check {
  readonly name: string;
  readonly needs: GoTool | undefined;
  readonly run: (tools: Tools) => Promise<string>;
}

/** What checks are run with. */
export interface Tools {
  /** The checkout. */
  readonly root: string;
  readonly path: (name: GoTool) => string;
  /** Folder of the schemas of Kubernetes. */
  readonly schemas: () => Promise<string>;
  /** An empty folder, for what programs keep. */
  readonly scratch: string;
}

const chart = 'deploy/helm/atelier';
const prometheus = 'deploy/observability/prometheus';

/** Ways to install the chart: as it comes, and with each of the files beside it. */
export async function valuesFiles(root: string): Promise<readonly (string | undefined)[]> {
  const folder = join(root, 'deploy/helm/values');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  return [undefined, ...names.map((name) => join(folder, name))];
}

/** The chart as Kubernetes would be sent it. */
export async function renderChart(
  tools: Pick<Tools, 'root' | 'path' | 'scratch'>,
  values: string | undefined,
  settings: readonly string[] = [],
): Promise<string> {
  return await say(tools, tools.path('helm'), [
    'template',
    'atelier',
    chart,
    ...(values === undefined ? [] : ['--values', values]),
    ...settings.flatMap((setting) => ['--set', setting]),
  ]);
}

export const checks: readonly Check[] = [
  {
    name: 'helm lint',
    needs: 'helm',
    run: async (tools) => {
      for (const values of await valuesFiles(tools.root)) {
        const given = values === undefined ? [] : ['--values', values];
        await say(tools, tools.path('helm'), ['lint', '--strict', '--quiet', chart, ...given]);
      }
      return '';
    },
  },
  {
    name: 'kubeconform',
    needs: 'kubeconform',
    run: async (tools) => {
      const schemas = await tools.schemas();
      for (const values of await valuesFiles(tools.root)) {
        const args = ['-strict', '-summary', '-schema-location'];
        const where = join(schemas, '{{ .ResourceKind }}{{ .KindSuffix }}.json');
        const rendered = await renderChart(tools, values);
        await say(tools, tools.path('kubeconform'), [...args, where, '-'], rendered);
      }
      return '';
    },
  },
  {
    name: 'promtool check',
    needs: 'promtool',
    run: async (tools) => {
      for (const name of ['prometheus.yml', 'kubernetes.yml']) {
        const args = ['check', 'config', `${prometheus}/${name}`];
        await say(tools, tools.path('promtool'), args);
      }
      return '';
    },
  },
  {
    name: 'promtool test rules',
    needs: 'promtool',
    run: async (tools) => {
      const folder = join(tools.root, prometheus, 'tests');
      const files = (await readdir(folder)).map((name) => join(folder, name));
      return await nothing(say(tools, tools.path('promtool'), ['test', 'rules', ...files]));
    },
  },
];

async function nothing(said: Promise<string>): Promise<string> {
  await said;
  return '';
}

/** What a program writes. @throws Error with all of it when it does not end well. */
async function say(
  { root, scratch }: Pick<Tools, 'root' | 'scratch'>,
  path: string,
  args: readonly string[],
  input = '',
): Promise<string> {
  return await new Promise((resolve, reject) => {
    const child = execFile(
      path,
      [...args],
      // Nothing that a person has set for these programs counts.
      { cwd: root, env: { PATH: '/usr/bin:/bin', HOME: scratch }, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`${args.join(' ')}\n${stdout}${stderr}`.trim(), { cause: error }));
      },
    );
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
