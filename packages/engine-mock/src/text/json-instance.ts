type Json = Readonly<Record<string, unknown>>;

const maxDepth = 12;
const maxItems = 20;

/**
 * Some value that fits a JSON Schema, the same each time; strings are `said`, cut to their length.
 * Knows what the schemas of requests are made of; patterns and formats it does not.
 */
export function jsonInstance(schema: unknown, said: string): unknown {
  const definitions = isObject(schema) ? schema : {};
  const resolve = (node: unknown): Json => {
    if (!isObject(node)) return {};
    const reference = node['$ref'];
    if (typeof reference !== 'string' || !reference.startsWith('#')) return node;
    const path = reference.slice(1).split('/').slice(1);
    const found = path.reduce<unknown>(
      (value, part) => (isObject(value) ? value[part.replaceAll('~1', '/')] : undefined),
      definitions,
    );
    return isObject(found) && found['$ref'] === undefined ? found : {};
  };
  const make = (node: unknown, depth: number): unknown => {
    const shape = resolve(node);
    if ('const' in shape) return shape['const'];
    for (const list of [shape['enum'], shape['examples']]) {
      if (Array.isArray(list) && list.length > 0) return list[0];
    }
    const [first] = [shape['anyOf'], shape['oneOf']].flatMap((list) =>
      Array.isArray(list) && list.length > 0 ? [list[0] as unknown] : [],
    );
    if (first !== undefined && depth < maxDepth) return make(first, depth + 1);
    switch (typeOf(shape)) {
      case 'object':
        return makeObject(shape, depth);
      case 'array':
        return makeArray(shape, depth);
      case 'string':
        return makeString(shape, said);
      case 'number':
      case 'integer':
        return makeNumber(shape);
      case 'boolean':
        return true;
      default:
        return null;
    }
  };
  const makeObject = (shape: Json, depth: number): unknown => {
    const properties = isObject(shape['properties']) ? shape['properties'] : {};
    const required = Array.isArray(shape['required']) ? shape['required'] : [];
    const names = required.length > 0 ? required : Object.keys(properties);
    if (depth >= maxDepth) return {};
    return Object.fromEntries(
      names
        .filter((name): name is string => typeof name === 'string')
        .map((name) => [name, make(properties[name] ?? { type: 'string' }, depth + 1)]),
    );
  };
  const makeArray = (shape: Json, depth: number): unknown => {
    const count = Math.min(numberOf(shape['minItems']) ?? 1, maxItems);
    if (depth >= maxDepth) return [];
    return Array.from({ length: count }, () => make(shape['items'], depth + 1));
  };
  return make(schema, 0);
}

function typeOf(shape: Json): unknown {
  const { type } = shape;
  if (Array.isArray(type)) return (type as unknown[]).find((one) => one !== 'null') ?? 'null';
  if (type !== undefined) return type;
  if (shape['properties'] !== undefined) return 'object';
  return shape['items'] === undefined ? 'string' : 'array';
}

function makeString(shape: Json, said: string): string {
  const minimum = numberOf(shape['minLength']) ?? 0;
  const maximum = numberOf(shape['maxLength']) ?? 200;
  const text = Array.from(said).slice(0, maximum).join('');
  return text.padEnd(Math.min(minimum, 10_000), '.');
}

function makeNumber(shape: Json): number {
  const above = numberOf(shape['exclusiveMinimum']);
  const lowest = numberOf(shape['minimum']) ?? (above === undefined ? undefined : above + 1);
  const highest = numberOf(shape['maximum']);
  return Math.max(lowest ?? Math.min(0, highest ?? 0), Math.min(0, highest ?? 0));
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
