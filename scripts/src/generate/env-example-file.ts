import { z } from 'zod';
import type { GeneratedFile } from './openapi-file.js';

const services = ['gateway', 'llm-worker', 'diffusion-worker'] as const;

const head = `# Settings of Atelier. Copy to .env and change what you need; everything here has a default or is
# made by \`npm start\`. NAME_FILE=/path reads NAME from a file. Made from the code by \`pnpm generate\`.
`;

/** `.env.example`, made from the configuration shapes of the services. */
export async function envExampleFile(root: URL): Promise<GeneratedFile> {
  const described = new Set<string>();
  const sections: string[] = [head];
  for (const service of services) {
    const lines: string[] = [];
    for (const [name, shape] of Object.entries(await configShape(root, service))) {
      if (described.has(name)) continue;
      described.add(name);
      lines.push(...describe(name, shape));
    }
    sections.push(`# --- ${service} ---\n\n${lines.join('\n')}`);
  }
  return { path: '.env.example', content: sections.join('\n') };
}

/** The one zod object that a service's `config.ts` exports. */
async function configShape(root: URL, service: string): Promise<Record<string, z.ZodType>> {
  const url = new URL(`services/${service}/dist/config.js`, root).href;
  const exported = Object.values((await import(url)) as Record<string, unknown>);
  const shape = exported.find((value) => value instanceof z.ZodObject);
  if (!shape) throw new Error(`services/${service}/src/config.ts exports no zod object.`);
  return shape.shape as Record<string, z.ZodType>;
}

function describe(name: string, shape: z.ZodType): string[] {
  const description = z.globalRegistry.get(shape)?.description;
  if (description === undefined) throw new Error(`${name} has no description.`);
  return [`# ${description}`, `#${name}=${defaultOf(shape)}`, ''];
}

function defaultOf(shape: z.ZodType): string {
  const parsed = shape.safeParse(undefined);
  if (!parsed.success || parsed.data === undefined) return '';
  return String(parsed.data);
}
