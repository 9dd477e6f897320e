/** One sample of a scrape: `name{labels} value`. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Prometheus' text format (version 0.0.4), read strictly. */
export interface Exposition {
  /** Types by name, as `# TYPE` tells them. */
  readonly types: ReadonlyMap<string, string>;
  readonly samples: readonly Sample[];
  /** The sum of what has this name and at least these labels; undefined where nothing has. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined;
}

const samplePattern = /^([a-z_][a-z0-9_]*)(?:\{(.*)\})? (NaN|[+-]Inf|[-+0-9.e]+)$/i;
const labelPattern = /([a-z_][a-z0-9_]*)="((?:[^"\\]|\\.)*)"(?:,|$)/giy;

/** @throws Error at a line that Prometheus would not take, and at a sample without a type. */
export function parseExposition(text: string): Exposition {
  const types = new Map<string, string>();
  const samples: Sample[] = [];
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('# HELP ')) continue;
    const [, typed, type] = /^# TYPE (\S+) (\w+)$/.exec(line) ?? [];
    if (typed !== undefined && type !== undefined) {
      types.set(typed, type);
      continue;
    }
    const sample = parseSample(line);
    const family = sample.name.replace(/_(?:bucket|sum|count)$/, '');
    if (!types.has(sample.name) && !types.has(family)) throw new Error(`No type: ${line}`);
    samples.push(sample);
  }
  return {
    types,
    samples,
    value(name, labels = {}) {
      const found = samples.filter(
        (sample) =>
          sample.name === name &&
          Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
      );
      return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0);
    },
  };
}

function parseSample(line: string): Sample {
  const [, name, list = '', value] = samplePattern.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new Error(`Not a sample: ${line}`);
  const labels: Record<string, string> = {};
  let end = 0;
  for (const match of list.matchAll(labelPattern)) {
    end = match.index + match[0].length;
    const [, key = '', said = ''] = match;
    labels[key] = said.replaceAll(/\\(.)/g, (_, letter: string) =>
      letter === 'n' ? '\n' : letter,
    );
  }
  if (end !== list.length) throw new Error(`Labels that can not be read: ${line}`);
  return { name, labels, value: Number(value.replace('Inf', 'Infinity')) };
}
