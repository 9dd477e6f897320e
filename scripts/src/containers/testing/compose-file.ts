import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const List = z.array(z.string());

const Service = z.looseObject({
  image: z.string(),
  profiles: List.default([]),
  build: z
    .object({
      context: z.string(),
      dockerfile: z.string(),
      target: z.string().optional(),
      args: z.record(z.string(), z.string()),
    })
    .optional(),
  environment: z.record(z.string(), z.string().nullable()).default({}),
  volumes: List.default([]),
  networks: List,
  ports: List.default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.object({ test: List }).loose().optional(),
  restart: z.string(),
  read_only: z.literal(true),
  cap_drop: List,
  security_opt: List,
  deploy: z.looseObject({
    resources: z.object({
      limits: z.object({
        cpus: z.union([z.string(), z.number()]),
        memory: z.string(),
        pids: z.number(),
      }),
    }),
  }),
});
/** A service of compose.yaml, with merged parts. */
export type ComposeService = z.output<typeof Service>;

const File = z.looseObject({
  name: z.string(),
  services: z.record(z.string(), Service),
  networks: z.record(z.string(), z.object({ internal: z.boolean() }).nullable()),
  volumes: z.record(z.string(), z.null()),
});
export type ComposeFile = z.output<typeof File>;

/** A reference to a variable in the file. */
export interface ComposeVariable {
  readonly name: string;
  readonly fallback: string | undefined;
  /** Compose refuses to start without it. */
  readonly required: boolean;
}

/** Reads a compose file; only what every service of ours has to have is demanded. */
export function readComposeFile(path: URL): { file: ComposeFile; text: string } {
  const text = readFileSync(path, 'utf8');
  return { file: File.parse(parse(text, { merge: true })), text };
}

const reference = /(?<!\$)\$\{(\w+)(?:(:-|:\?)([^}]*))?\}/g;

/** The variables that a text names as `${NAME}`, `${NAME:-default}` or `${NAME:?message}`. */
export function variablesIn(text: string): readonly ComposeVariable[] {
  return [...text.matchAll(reference)].map(([, name = '', operator, operand]) => ({
    name,
    fallback: operator === ':-' ? operand : undefined,
    required: operator === ':?',
  }));
}

/** The text with what the variables stand for; `made` stands for those without a default. */
export function interpolate(text: string, made: string): string {
  return text.replaceAll(reference, (_whole, _name, operator: unknown, operand: unknown) =>
    operator === ':-' ? String(operand) : made,
  );
}
