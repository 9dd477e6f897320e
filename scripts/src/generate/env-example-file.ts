import { z } from 'zod';
import type { GeneratedFile } from './openapi-file.js';

/** Where configuration shapes are, in the order of the file. */
const sources = [
  { title: 'gateway', module: 'services/gateway/dist/config.js' },
  { title: 'llm-worker', module: 'services/llm-worker/dist/config.js' },
  { title: 'diffusion-worker', module: 'services/diffusion-worker/dist/config.js' },
  { title: 'pictures (gateway and diffusion-worker)', module: 'packages/storage/dist/index.js' },
  { title: 'compose.yaml', module: 'scripts/dist/containers/compose-settings.js' },
];

const head = `# Settings of Atelier. Copy to .env and change what you need: everything has a default or is made by
# npm start, or for containers by docker/make-env.sh. NAME_FILE=/path reads NAME from a file. This file
# is made from the code: pnpm generate
`;

/** `.env.example`, made from the configuration shapes of the services. */
export async function envExampleFile(root: URL): Promise<GeneratedFile> {
  const described = new Set<string>();
  const sections: string[] = [head];
  for (const { title, module } of sources) {
    const lines: string[] = [];
    for (const [name, shape] of Object.entries(await configShape(new URL(module, root)))) {
      if (described.has(name)) continue;
      described.add(name);
      lines.push(...describe(name, shape));
    }
    sections.push(`# --- ${title} ---\n\n${lines.join('\n')}`);
  }
  return { path: '.env.example', content: sections.join('\n') };
}

/** The one zod object that a module exports, as its fields. */
async function configShape(module: URL): Promise<Record<string, z.core.$ZodType>> {
  const exported: unknown = await import(module.href);
  const shape = Object.values(exported as object).find((value) => value instanceof z.ZodObject);
  if (!shape) throw new Error(`${module.pathname} exports no zod object.`);
  return shape.shape;
}

function describe(name: string, shape: z.core.$ZodType): string[] {
  const description = z.globalRegistry.get(shape)?.description;
  if (description === undefined) throw new Error(`${name} has no description.`);
  return [`# ${description}`, `#${name}=${defaultOf(shape)}`, ''];
}

function defaultOf(shape: z.core.$ZodType): string {
  const { data } = z.safeParse(shape, undefined);
  return ['string', 'number', 'boolean'].includes(typeof data) ? String(data) : '';
}
