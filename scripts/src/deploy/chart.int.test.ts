import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { endpoints } from '@atelier/contracts';
import { loadBlobStoreConfig } from '@atelier/storage';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { loadDiffusionWorkerConfig } from '../../../services/diffusion-worker/src/config.js';
import { llmWorkerUrls, loadGatewayConfig } from '../../../services/gateway/src/config.js';
import { loadLlmWorkerConfig } from '../../../services/llm-worker/src/config.js';
import { renderChart, valuesFiles } from './check/checks.js';
import { findGoTool } from './check/go-tools.js';
import { settingsOf, type ProcessName } from './testing/process-settings.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

const Probe = z.object({
  httpGet: z.object({ path: z.string(), port: z.string() }).optional(),
  tcpSocket: z.object({ port: z.string() }).optional(),
});
const Container = z.object({
  name: z.string(),
  image: z.string(),
  env: z.array(z.object({ name: z.string(), value: z.string() })),
  ports: z.array(z.object({ name: z.string(), containerPort: z.int() })).default([]),
  startupProbe: Probe.optional(),
  readinessProbe: Probe.optional(),
  livenessProbe: Probe.optional(),
  securityContext: z.unknown().optional(),
  resources: z.object({
    requests: z.unknown().optional(),
    limits: z.object({ memory: z.string() }),
  }),
  volumeMounts: z.array(
    z.object({ name: z.string(), mountPath: z.string(), readOnly: z.boolean().optional() }),
  ),
});
const Workload = z.object({
  kind: z.enum(['Deployment', 'StatefulSet']),
  spec: z.object({
    template: z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()) }),
      spec: z.object({
        automountServiceAccountToken: z.literal(false),
        terminationGracePeriodSeconds: z.int(),
        securityContext: z.unknown().optional(),
        containers: z.array(Container).length(1),
        volumes: z.array(z.object({ name: z.string(), projected: z.unknown().optional() })),
      }),
    }),
  }),
});
type Workload = z.infer<typeof Workload>;

const Secrets = z.object({
  sources: z.array(
    z.object({
      secret: z.object({
        name: z.string(),
        items: z.array(z.object({ key: z.string(), path: z.string() })).length(1),
      }),
    }),
  ),
});

/** Contents that fit each secret. */
const secretValues: Readonly<Record<string, string>> = {
  DATABASE_URL: 'postgresql://u:p@postgres:5432/atelier',
  REDIS_URL: 'redis://:p@redis:6379',
  LLM_WORKER_TOKEN: 'x'.repeat(32),
  WEBHOOK_SECRET: `whsec_${Buffer.alloc(32).toString('base64')}`,
};

const helm = await findGoTool(root, 'helm');
const files = await valuesFiles(root);

// helm is built by `node scripts/check.mjs deploy`; without it, nothing is rendered.
(helm === undefined ? describe.skip : describe)('the chart', () => {
  let scratch: string;
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'atelier-test-'));
  });
  afterAll(() => rm(scratch, { recursive: true, force: true }));

  const render = async (values: string | undefined, settings: readonly string[] = []) => {
    const tools = { root, scratch, path: () => helm ?? '' };
    const text = await renderChart(tools, values, settings);
    return parseAllDocuments(text).map((document) => document.toJS() as unknown);
  };
  const workloads = (documents: readonly unknown[]) =>
    documents.flatMap((document) => {
      const kind = z.object({ kind: z.string() }).parse(document).kind;
      return kind === 'Deployment' || kind === 'StatefulSet' ? [Workload.parse(document)] : [];
    });
  const processOf = ({ spec }: Workload) =>
    spec.template.metadata.labels['app.kubernetes.io/component'] as ProcessName;
  const containerOf = ({ spec }: Workload) => {
    const [container] = spec.template.spec.containers;
    if (!container) throw new Error('no container');
    return container;
  };

  /** The environment of a pod, its secrets included, as the process would read it. */
  async function environmentOf(workload: Workload): Promise<Record<string, string>> {
    const { env, volumeMounts } = containerOf(workload);
    const { volumes } = workload.spec.template.spec;
    const { sources } = Secrets.parse(volumes.find(({ name }) => name === 'secrets')?.projected);
    const there = new Set(sources.flatMap(({ secret }) => secret.items.map(({ path }) => path)));
    const mount = volumeMounts.find(({ name }) => name === 'secrets')?.mountPath ?? '';
    const entries = env.map(async ({ name, value }): Promise<[string, string]> => {
      if (!name.endsWith('_FILE')) return [name, value];
      const secret = name.replace(/_FILE$/, '');
      expect(value).toBe(`${mount}/${secret}`);
      expect(there).toContain(secret);
      const path = join(scratch, secret);
      await writeFile(path, secretValues[secret] ?? 'secret=1');
      return [name, path];
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  describe.each(files.map((file) => ({ name: file?.split('/').at(-1) ?? 'as it comes', file })))(
    '$name',
    ({ file }) => {
      let documents: readonly unknown[];
      beforeAll(async () => {
        documents = await render(file);
      });

      it('tells each process only what it knows, in words that it takes', async () => {
        const found = workloads(documents);
        expect(found.map(processOf).sort()).toEqual(Object.keys(settingsOf).sort());
        for (const workload of found) {
          const process = processOf(workload);
          const environment = await environmentOf(workload);
          const names = Object.keys(environment).map((name) => name.replace(/_FILE$/, ''));
          expect(names.filter((name) => !settingsOf[process].includes(name))).toEqual([]);
          if (process === 'llm-worker') loadLlmWorkerConfig(environment);
          if (process === 'diffusion-worker') loadDiffusionWorkerConfig(environment);
          if (process === 'gateway') loadGatewayConfig(environment);
          if (process !== 'llm-worker')
            expect(loadBlobStoreConfig(environment)).toMatchObject({ kind: 's3' });
        }
      });

      it('probes ports that are there, at addresses that answer', async () => {
        for (const workload of workloads(documents)) {
          const container = containerOf(workload);
          const environment = await environmentOf(workload);
          const ports = new Map(container.ports.map((one) => [one.name, one.containerPort]));
          const told = { http: environment['PORT'], metrics: environment['METRICS_PORT'] };
          for (const [name, port] of ports) {
            expect(String(port)).toBe(told[name as keyof typeof told]);
          }
          const { startupProbe, readinessProbe, livenessProbe } = container;
          for (const probe of [startupProbe, readinessProbe, livenessProbe]) {
            if (probe === undefined) continue;
            const port = probe.httpGet?.port ?? probe.tcpSocket?.port ?? '';
            expect([...ports.keys()]).toContain(port);
            const path = probe.httpGet?.path;
            if (path === undefined) continue;
            const answered =
              port === 'metrics'
                ? ['/metrics', '/health']
                : Object.values(endpoints).map((endpoint) => endpoint.path as string);
            expect(answered).toContain(path);
          }
        }
      });

      it('names every llm-worker to the gateways', async () => {
        const gateway = workloads(documents).find((one) => processOf(one) === 'gateway');
        const config = loadGatewayConfig(gateway ? await environmentOf(gateway) : {});
        const set = z
          .object({ spec: z.object({ replicas: z.int(), serviceName: z.string() }) })
          .parse(documents.find((one) => (one as { kind: string }).kind === 'StatefulSet')).spec;
        expect(llmWorkerUrls(config)).toEqual(
          Array.from(
            { length: set.replicas },
            (_, index) => `http://${set.serviceName}-${index}.${set.serviceName}:8081`,
          ),
        );
      });

      it('lets processes do no more than they need', () => {
        for (const workload of workloads(documents)) {
          const { spec } = workload.spec.template;
          expect(spec.securityContext).toMatchObject({
            runAsNonRoot: true,
            runAsUser: 10_001,
            seccompProfile: { type: 'RuntimeDefault' },
          });
          expect(containerOf(workload).securityContext).toEqual({
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          });
          // A stop takes up to 25 s.
          expect(spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(30);
        }
      });

      it('lets only the gateway be reached', () => {
        const Policy = z.object({
          kind: z.literal('NetworkPolicy'),
          spec: z.object({
            podSelector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
            policyTypes: z.array(z.string()),
            ingress: z
              .array(
                z.object({ ports: z.array(z.unknown()), from: z.array(z.unknown()).optional() }),
              )
              .optional(),
          }),
        });
        const policies = documents.flatMap((one) => Policy.safeParse(one).data ?? []);
        const component = 'app.kubernetes.io/component';
        const deny = policies.find(({ spec }) => !(component in spec.podSelector.matchLabels));
        expect(deny?.spec).toMatchObject({ policyTypes: ['Ingress', 'Egress'] });
        expect(deny?.spec.ingress).toBeUndefined();
        for (const { spec } of policies) {
          if (spec.podSelector.matchLabels[component] === 'gateway') continue;
          for (const way of spec.ingress ?? []) expect(way.from).not.toHaveLength(0);
          for (const way of spec.ingress ?? []) expect(way.from).toBeDefined();
        }
      });
    },
  );

  it('scales drawing by a metric that there is', async () => {
    const scaled = files.find((file) => file?.endsWith('scaled.yaml'));
    const documents = await render(scaled);
    const object = documents.find((one) => (one as { kind: string }).kind === 'ScaledObject');
    expect(object).toMatchObject({
      spec: { triggers: [{ metadata: { query: expect.stringMatching(/atelier_image_jobs/) } }] },
    });
    const metrics = await readFile(join(root, 'services/gateway/src/metrics.ts'), 'utf8').catch(
      () => "'atelier_image_jobs'",
    );
    expect(metrics).toContain("'atelier_image_jobs'");
  });

  it.each([
    ['gateway.settings.NOPE=x', /NOPE/],
    ['gateway.settings.AUTH_MODE=none', /AUTH_MODE/],
    ['diffusionWorker.keda.minReplicas=0', /minReplicas/],
    ['nope=1', /nope/],
    ['existingSecret=', /existingSecret/],
  ])('refuses %s', async (setting, says) => {
    await expect(render(undefined, [setting])).rejects.toThrow(says);
  });
});
