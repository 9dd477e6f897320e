import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const Block = z.object({
  prompt: z.string(),
  negative_prompt: z.string().optional(),
  seed: z.int().optional(),
  steps: z.int().optional(),
  cfg_scale: z.number().optional(),
  width: z.int().optional(),
  height: z.int().optional(),
  count: z.int().optional(),
});
/** The settings that a request states, by their names in an image prompt block. */
export type Block = z.infer<typeof Block>;

const Case = z.object({
  id: z.string(),
  /** For instance `request`, `edit`, `product`, `out_of_scope`. */
  category: z.string(),
  /** The subject of a question about Atelier: a name in `facts`. */
  topic: z.string(),
  /** As the gateway stores them, without blocks; `user` first and last. */
  messages: z.array(z.object({ role: z.enum(['user', 'assistant']), content: z.string() })).min(1),
  wants_picture: z.boolean(),
  /** What the model has to write. */
  block: Block.nullable().transform((block) => block ?? undefined),
  /** What the message states besides, for the code around the model to add. */
  stated: Block.omit({ prompt: true }),
  /** Regular expressions that the text of a right answer matches, every one. */
  accepts: z.array(z.string()),
  out_of_scope: z.boolean(),
});
export type Case = z.output<typeof Case>;

const CaseFile = z.object({
  /** What a right answer to each subject matches. */
  facts: z.record(z.string(), z.string()),
  cases: z.array(Case).min(1),
});
export type CaseFile = z.output<typeof CaseFile>;

/** Held-out conversations and what is expected of the answers. */
export async function readCases(path: string): Promise<CaseFile> {
  return CaseFile.parse(JSON.parse(await readFile(path, 'utf8')));
}

/** Whether a text matches an expression of the file; `.` matches the end of a line too. */
export function matches(text: string, pattern: string): boolean {
  return new RegExp(pattern, 'isu').test(text);
}
