import type { z } from 'zod';

/**
 * A field of a form as its schema would have it in JSON: text stays text where text is wanted, and is
 * read as JSON elsewhere. What can't be read stays as it is, for the schema to refuse.
 */
export function toFieldValue(schema: z.core.$ZodType | undefined, value: unknown): unknown {
  const wanted = schema === undefined ? [] : alternatives(schema as z.core.$ZodTypes);
  if (typeof value === 'string') {
    if (wanted.some(isText)) return value;
    // A field of a page that nobody has filled in.
    return value === '' ? undefined : readJson(value);
  }
  if (Array.isArray(value)) {
    const list = wanted.find((one) => one._zod.def.type === 'array');
    const element = list && (list as z.core.$ZodArray)._zod.def.element;
    return value.map((one) => toFieldValue(element, one));
  }
  if (typeof value !== 'object' || value === null) return value;
  const object = wanted.find((one) => one._zod.def.type === 'object');
  const shape = object ? (object as z.core.$ZodObject)._zod.def.shape : {};
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, toFieldValue(fieldOf(shape, name), inner)]),
  );
}

/** The schema of a field that an object has; `__proto__` is none. */
export function fieldOf(shape: z.core.$ZodShape, name: string): z.core.$ZodType | undefined {
  return Object.hasOwn(shape, name) ? shape[name] : undefined;
}

/** What a schema may be, without what makes it optional. */
function alternatives(schema: z.core.$ZodTypes): readonly z.core.$ZodTypes[] {
  const { def } = schema._zod;
  const inner = (one: z.core.$ZodType) => alternatives(one as z.core.$ZodTypes);
  if ('innerType' in def) return inner(def.innerType);
  if (def.type === 'pipe') return inner(def.in);
  return def.type === 'union' ? def.options.flatMap(inner) : [schema];
}

function isText({ _zod: { def } }: z.core.$ZodTypes): boolean {
  if (def.type === 'literal') return def.values.some((value) => typeof value === 'string');
  return def.type === 'string' || def.type === 'enum';
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
