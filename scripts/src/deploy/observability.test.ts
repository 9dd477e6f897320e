import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { createMetrics } from '../../../packages/telemetry/src/index.js';
import { dashboards } from '../generate/dashboards/dashboard-files.js';
import { toGrafana } from '../generate/dashboards/to-grafana.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = join(root, 'deploy', 'observability');
const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const readYaml = (path: string): unknown => parse(read(path));

const Rules = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          record: z.string().optional(),
          alert: z.string().optional(),
          expr: z.string(),
          labels: z.object({ severity: z.enum(['warning', 'critical']) }).optional(),
          annotations: z.strictObject({ summary: z.string(), action: z.string() }).optional(),
        }),
      ),
    }),
  ),
});
const RuleTests = z.object({
  tests: z.array(
    z.object({
      alert_rule_test: z
        .array(z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()) }))
        .default([]),
    }),
  ),
});

const rules = ['recording', 'alerts'].flatMap((name) =>
  Rules.parse(readYaml(`prometheus/rules/${name}.yml`)).groups.flatMap((group) => group.rules),
);
const recorded = new Set(rules.flatMap(({ record }) => record ?? []));
const alerts = rules.filter(({ alert }) => alert !== undefined);

/** What Prometheus itself says of a target and of alerts. */
const ofPrometheus = ['up', 'ALERTS'];

/** Every name that the code gives a metric, with what a histogram makes of it. */
async function registeredNames(): Promise<ReadonlySet<string>> {
  const metrics = createMetrics({ service: 'x', version: '0' });
  metrics.watchProcess();
  const ofNode = await metrics.registry.getMetricsAsJSON();
  const sources = ['packages', 'services'].flatMap((parent) =>
    readdirSync(join(root, parent)).flatMap((name) => sourcesIn(join(root, parent, name, 'src'))),
  );
  const ofCode = sources.flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/'(atelier_[a-z0-9_]+)'/g)].flatMap(
      ([, name]) => name ?? [],
    ),
  );
  const names = [...ofNode.map(({ name }) => name), ...ofCode];
  return new Set(names.flatMap((name) => [name, `${name}_bucket`, `${name}_sum`, `${name}_count`]));
}

function sourcesIn(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(path, name));
}

/** The names of metrics in a query. */
function namesIn(expr: string): readonly string[] {
  const bare = expr
    .replaceAll(/"[^"]*"/g, '""')
    .replaceAll(/\{[^}]*\}/g, '')
    .replaceAll(/\b(?:by|on|without|ignoring)\s*\([^)]*\)/g, '');
  return [...bare.matchAll(/(?<![\d.])\b([A-Za-z_][\w:]*)\b(?!\s*\()/g)]
    .map(([, name = '']) => name)
    .filter((name) => !/^(?:or|and|unless|by|on|[smhd])$/.test(name));
}

describe('rules and dashboards', () => {
  const queries = [
    ...rules.map(({ expr }) => expr),
    ...dashboards.flatMap(({ rows }) =>
      rows.flatMap(({ panels }) =>
        panels.flatMap((panel) => panel.queries.map(({ expr }) => expr)),
      ),
    ),
  ];

  it('ask only for metrics that the code has', async () => {
    const known = new Set([...(await registeredNames()), ...recorded, ...ofPrometheus]);
    const asked = [...new Set(queries.flatMap(namesIn))];
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
    // Names are really taken out of queries.
    expect(asked).toEqual(
      expect.arrayContaining(['atelier_llm_kv_cache_use_ratio', 'process_start_time_seconds']),
    );
  });

  it('use every figure that is recorded', () => {
    const asked = new Set(queries.flatMap(namesIn));
    expect([...recorded].filter((name) => !asked.has(name))).toEqual([]);
  });
});

describe('alerts', () => {
  const tests = readdirSync(join(folder, 'prometheus', 'tests')).flatMap((name) =>
    RuleTests.parse(readYaml(`prometheus/tests/${name}`)).tests.flatMap(
      ({ alert_rule_test: cases }) => cases,
    ),
  );
  const operations = readFileSync(join(root, 'docs', 'operations.md'), 'utf8');

  it.each(alerts.map(({ alert = '' }) => alert))('%s fires in a test, and is silent', (alert) => {
    const cases = tests.filter(({ alertname }) => alertname === alert);
    expect(cases.some((one) => one.exp_alerts.length > 0)).toBe(true);
    expect(cases.some((one) => one.exp_alerts.length === 0)).toBe(true);
    expect(operations).toContain(`\`${alert}\``);
  });

  it('say what is the matter, how bad it is, and what to do', () => {
    for (const { labels, annotations } of alerts) {
      expect(labels?.severity).toBeDefined();
      expect(annotations?.action).toMatch(/\.$/);
    }
  });
});

describe('dashboards', () => {
  it.each(dashboards)('$title has its panels side by side', (dashboard) => {
    const Panels = z.object({
      panels: z.array(
        z.object({
          id: z.int(),
          gridPos: z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
        }),
      ),
    });
    const { panels } = Panels.parse(toGrafana(dashboard));
    const taken = new Set<string>();
    for (const { gridPos } of panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) taken.add(`${x} ${y}`);
      }
    }
    const area = panels.reduce((sum, { gridPos: { w, h } }) => sum + w * h, 0);
    expect(taken.size).toBe(area);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });

  it('are found by Grafana, with the source of their figures', () => {
    const source = z
      .object({ datasources: z.array(z.object({ uid: z.string() })) })
      .parse(readYaml('grafana/provisioning/datasources/atelier.yaml'));
    expect(source.datasources.map(({ uid }) => uid)).toContain('prometheus');
    expect(JSON.stringify(dashboards.map(toGrafana))).not.toMatch(/"uid":"(?!prometheus|atelier-)/);
  });
});
