import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { openSettings, settingsOf } from './testing/process-settings.js';

const folder = new URL('../../../deploy/helm/atelier/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, folder), 'utf8');

const Settings = z.object({
  properties: z.object({
    settings: z.object({ propertyNames: z.object({ enum: z.array(z.string()) }) }),
  }),
});
const Schema = z.object({
  properties: z.looseObject({ gateway: Settings, llmWorker: Settings, diffusionWorker: Settings }),
});

describe('the values of the chart', () => {
  it.each([
    ['gateway', 'gateway'],
    ['llmWorker', 'llm-worker'],
    ['diffusionWorker', 'diffusion-worker'],
  ] as const)('let %s be told every setting that is not decided', (part, process) => {
    const { properties } = Schema.parse(JSON.parse(read('values.schema.json')));
    const names = properties[part].properties.settings.propertyNames.enum;
    expect(names).toEqual(openSettings(process));
  });

  it('have a schema, all of them', () => {
    const unknown: string[] = [];
    const compare = (values: unknown, schema: unknown, path: string) => {
      const { properties } = z.looseObject({ properties: z.unknown().optional() }).parse(schema);
      if (properties === undefined || typeof values !== 'object' || values === null) return;
      const known = z.record(z.string(), z.unknown()).parse(properties);
      for (const [name, value] of Object.entries(values)) {
        if (name in known) compare(value, known[name], `${path}.${name}`);
        else unknown.push(`${path}.${name}`);
      }
    };
    compare(parse(read('values.yaml')), JSON.parse(read('values.schema.json')), '');
    expect(unknown).toEqual([]);
  });
});

describe('the templates of the chart', () => {
  it('set nothing that no process knows', () => {
    const text = read('templates/_environment.tpl');
    const names = [...text.matchAll(/(?:set \$all|dict "name"|dict) "([A-Z][A-Z0-9_]+)"/g)].map(
      ([, name]) => name,
    );
    const known = new Set<string | undefined>(Object.values(settingsOf).flat());
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });
});
