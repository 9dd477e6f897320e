import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '@atelier/config';
import { endpoints } from '@atelier/contracts';
import { BlobStoreSettings, loadBlobStoreConfig } from '@atelier/storage';
import { z } from 'zod';
import { DiffusionWorkerConfig } from '../../../services/diffusion-worker/src/config.js';
import { GatewayConfig, llmWorkerUrls } from '../../../services/gateway/src/config.js';
import { LlmWorkerConfig } from '../../../services/llm-worker/src/config.js';
import {
  interpolate,
  readComposeFile,
  variablesIn,
  type ComposeService,
} from './testing/compose-file.js';
import { ComposeSettings } from './compose-settings.js';

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const { file, text } = readComposeFile(new URL('compose.yaml', root));
const dockerfiles = ['docker/service.Dockerfile', 'docker/worker.Dockerfile'];

const withPictures = { ...GatewayConfig.shape, ...BlobStoreSettings.shape };
/** What each of our services may be told. */
const shapes: Record<string, z.ZodObject> = {
  gateway: z.object(withPictures),
  'llm-worker': LlmWorkerConfig,
  'diffusion-worker': DiffusionWorkerConfig,
  'llm-worker-gpu': LlmWorkerConfig,
  'diffusion-worker-gpu': DiffusionWorkerConfig,
};
/** Settings that containers are not told: their images and compose.yaml decide them. */
const leftOut = [
  'HOST',
  'METRICS_HOST',
  'METRICS_PORT',
  'BLOB_DIR',
  'LLM_WORKER_URL',
  'MODELS_HOME',
  'DASHBOARD_DIR',
  'FAILPOINT_FILE',
  'OPENVINO_PYTHON',
  'WORKER_ID',
];

/** Images with nothing in them that could ask how they are. */
const withoutShell = ['otel-collector', 'tempo'];

const serviceOf = (name: string): ComposeService => {
  const service = file.services[name];
  if (!service) throw new Error(`compose.yaml has no service ${name}.`);
  return service;
};
/** What a service's process sees: that of its image, and that of compose.yaml without a .env. */
const environmentOf = (name: string): Record<string, string> => {
  const set = Object.entries(serviceOf(name).environment).flatMap(([key, value]) =>
    value === null ? [] : [[key, interpolate(value, 'made-by-docker-make-env')]],
  );
  return { HOST: '0.0.0.0', ...(Object.fromEntries(set) as Record<string, string>) };
};

describe('the settings in compose.yaml', () => {
  it.each(Object.entries(shapes))('of %s are those of its shape, all of them', (name, shape) => {
    const told = Object.keys(serviceOf(name).environment);
    const known = Object.keys(shape.shape).filter((key) => !leftOut.includes(key));
    expect([...told].sort()).toEqual([...known].sort());
    expect(() => loadConfig(shape, environmentOf(name))).not.toThrow();
  });

  it('name the ports and hosts that services have', () => {
    const gateway = loadConfig(GatewayConfig, environmentOf('gateway'));
    const ports: Record<string, number> = {
      'llm-worker': loadConfig(LlmWorkerConfig, environmentOf('llm-worker')).PORT,
      postgres: 5432,
      redis: 6379,
      minio: 9000,
    };
    const blobs = loadBlobStoreConfig(environmentOf('gateway'));
    const addresses = [
      ...llmWorkerUrls(gateway),
      gateway.DATABASE_URL,
      gateway.REDIS_URL,
      blobs.kind === 's3' ? (blobs.endpoint ?? '') : '',
    ];
    for (const address of addresses) {
      const { hostname, port } = new URL(address);
      expect({ hostname, port: Number(port) }).toEqual({ hostname, port: ports[hostname] });
      const shared = serviceOf(hostname).networks.map((network) => interpolate(network, ''));
      expect(serviceOf('gateway').networks.filter((n) => shared.includes(n))).not.toEqual([]);
    }
    expect(serviceOf('gateway').ports).toEqual([
      `\${PUBLISH_ADDRESS:-127.0.0.1}:\${PUBLISH_PORT:-8080}:${gateway.PORT}`,
    ]);
  });

  it('name variables that are described, with the defaults that are described', () => {
    const compose = Object.keys(ComposeSettings.shape);
    const own = Object.values(shapes).flatMap((shape) => Object.keys(shape.shape));
    const variables = variablesIn(text);
    const names = variables.map(({ name }) => name);
    expect(names.filter((name) => ![...compose, ...own].includes(name))).toEqual([]);
    expect(compose.filter((name) => !names.includes(name))).toEqual([]);
    const defaults = z.record(z.string(), z.unknown()).parse(ComposeSettings.parse({}));
    for (const { name, fallback } of variables) {
      if (compose.includes(name) && fallback !== undefined) {
        expect({ name, fallback }).toEqual({ name, fallback: defaults[name] });
      }
    }
  });

  it('have no default for a secret: docker/make-env.sh makes each of them', () => {
    const made = [...read('docker/make-env.sh').matchAll(/^ *add (\w+) "\S*\$\(random/gm)];
    const required = variablesIn(text).filter((variable) => variable.required);
    expect([...new Set(required.map(({ name }) => name))].sort()).toEqual(
      made.map(([, name]) => name).sort(),
    );
    const secret = /PASSWORD|SECRET|TOKEN|KEY|ROOT_USER/;
    const withDefault = variablesIn(text).filter(({ fallback }) => fallback !== undefined);
    expect(withDefault.filter(({ name }) => secret.test(name))).toEqual([]);
  });
});

describe('the services in compose.yaml', () => {
  it.each(Object.entries(file.services))('%s is held in', (name, service) => {
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.security_opt).toContain('no-new-privileges:true');
    const ends = service.restart === 'no';
    expect(ends || service.restart === 'unless-stopped').toBe(true);
    const checked = service.healthcheck !== undefined || service.build !== undefined;
    expect(ends || checked || withoutShell.includes(name)).toBe(true);
    for (const { mode, path } of mountsOf(service)) {
      if (path.startsWith('./')) expect({ name, path, mode }).toEqual({ name, path, mode: 'ro' });
    }
  });

  it('can be reached from outside through the gateway alone', () => {
    const usual = Object.entries(file.services).filter(([, { profiles }]) => profiles.length === 0);
    expect(usual.filter(([, { ports }]) => ports.length > 0).map(([name]) => name)).toEqual([
      'gateway',
    ]);
    const open = Object.entries(file.networks).filter(([, network]) => network?.internal !== true);
    expect(open.map(([name]) => name)).toEqual(['edge']);
    const outside = usual.filter(([, { networks }]) =>
      networks.some((network) => interpolate(network, '') === 'edge'),
    );
    expect(outside.map(([name]) => name)).toEqual(['gateway']);
  });

  it('name files, targets, networks, volumes and services that are there', () => {
    for (const [name, service] of Object.entries(file.services)) {
      const { build } = service;
      if (build) {
        expect(existsSync(new URL(build.dockerfile, root))).toBe(true);
        expect(existsSync(new URL(`services/${build.args['SERVICE'] ?? ''}/src`, root))).toBe(true);
        if (build.target) expect(read(build.dockerfile)).toMatch(` AS ${build.target}\n`);
        const declared = [
          ...dockerfiles
            .map(read)
            .join('')
            .matchAll(/^ARG (\w+)/gm),
        ];
        expect(declared.map(([, arg]) => arg)).toEqual(
          expect.arrayContaining(Object.keys(build.args)),
        );
      }
      for (const { path } of mountsOf(service)) {
        const there = path.startsWith('./')
          ? existsSync(new URL(path, root))
          : Object.hasOwn(file.volumes, path);
        expect({ name, path, there }).toEqual({ name, path, there: true });
      }
      for (const network of service.networks) {
        expect(Object.keys(file.networks)).toContain(interpolate(network, ''));
      }
      for (const other of Object.keys(service.depends_on)) serviceOf(other);
    }
  });
});

describe('the Dockerfiles', () => {
  it('copy what is there', () => {
    for (const path of dockerfiles) {
      const copies = [...read(path).matchAll(/^COPY (?!--from)(.+) \S+$/gm)];
      const sources = copies.flatMap(([, list = '']) => list.split(' '));
      expect(sources.length).toBeGreaterThan(3);
      expect(sources.filter((source) => !existsSync(new URL(source, root)))).toEqual([]);
    }
  });

  it('share their first stages and the defaults of their bases', () => {
    const shared = dockerfiles.map(
      (path) => /^# --- from here.*?\n(.*?)^# --- the same/ms.exec(read(path))?.[1],
    );
    expect(shared[0]?.replace('SERVICE=gateway', 'SERVICE=llm-worker')).toBe(shared[1]);
    const args = [
      ...dockerfiles
        .map(read)
        .join('')
        .matchAll(/^ARG (\w+_IMAGE)=(\S+)$/gm),
    ];
    const described: Record<string, unknown> = ComposeSettings.parse({});
    for (const [, name = '', image] of args) expect(image).toBe(described[name]);
  });

  it('run as nobody in particular, and check the health of what they run', () => {
    for (const path of dockerfiles) {
      const users = [...read(path).matchAll(/^USER (.+)$/gm)].map(([, user]) => user);
      expect(users.at(-1)).toBe('10001:10001');
      expect(read(path)).toMatch(/^HEALTHCHECK .* CMD \["node", "health.mjs"\]$/m);
    }
    const checks = readdirSync(new URL('docker/health', root)).sort();
    expect(checks).toEqual(['diffusion-worker.mjs', 'gateway.mjs', 'llm-worker.mjs']);
    expect(read('docker/health/diffusion-worker.mjs')).toContain("env['METRICS_PORT']}/health`");
    expect(read('packages/telemetry/src/serve-metrics.ts')).toContain("path === '/health'");
    const paths = Object.values(endpoints).map(({ path }) => path);
    expect(paths).toContain(/\}(\/[\w/]+)`/.exec(read('docker/health/gateway.mjs'))?.[1]);
    const route = /\}(\/[\w/]+)`/.exec(read('docker/health/llm-worker.mjs'))?.[1] ?? '';
    expect(read('services/llm-worker/src/create-app.ts')).toContain(`app.get('${route}'`);
  });
});

function mountsOf(service: ComposeService) {
  return service.volumes.map((volume) => {
    const [path = '', target = '', mode] = volume.split(':');
    return { path, target, mode };
  });
}
