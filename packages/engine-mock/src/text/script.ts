import { AppError, isErrorCode } from '@atelier/errors';

/** One thing that the mock does in an answer. */
export type Step =
  | { readonly does: 'say'; readonly text: string }
  | { readonly does: 'think'; readonly text: string }
  | { readonly does: 'wait'; readonly delayMs: number }
  | { readonly does: 'warn'; readonly message: string }
  | { readonly does: 'fail'; readonly error: AppError };

const mark = 'mock:';
const most = { words: 5_000, delayMs: 3_600_000, messageLength: 500 };
const words = { long: 400, thought: 40 };

const commands: Readonly<Record<string, (argument: string) => readonly Step[]>> = {
  say: (text) => [say(text)],
  long: (count) => [say(numbers(toCount(count, words.long)))],
  think: (text) => [{ does: 'think', text: toThought(text) }],
  slow: (ms) => [{ does: 'wait', delayMs: Math.min(Number(ms) || 0, most.delayMs) }],
  warn: (text) => [{ does: 'warn', message: text.slice(0, most.messageLength) || 'As asked.' }],
  error: (code) => [isErrorCode(code) ? fail(code) : say(`Atelier has no error "${code}".`)],
  empty: () => [say('')],
};

/**
 * What a message that begins with `mock:` orders, in its order; undefined for any other. Each line
 * that begins so is a command, and the lines after it are the rest of what it says:
 *
 * - `mock:say TEXT` says just that, an image prompt block too
 * - `mock:long 400` says so many words
 * - `mock:think [TEXT or 40]` thinks first: that, or so many words
 * - `mock:slow 2000` waits so many milliseconds
 * - `mock:warn TEXT` warns
 * - `mock:error ENGINE_LOST` fails with this code, after what was said before it
 * - `mock:empty` says nothing at all
 */
export function parseScript(message: string): readonly Step[] | undefined {
  if (!message.startsWith(mark)) return undefined;
  const steps = message.split(/\n(?=mock:)/).flatMap((order) => toSteps(order));
  if (steps.some(({ does }) => does === 'say' || does === 'fail')) return steps;
  return [...steps, say('The mock engine has done as it was told.')];
}

function toSteps(order: string): readonly Step[] {
  const [, name = '', argument = ''] = /^mock:(\w*)[ \t]*([^]*)$/.exec(order) ?? [];
  if (Object.hasOwn(commands, name)) return commands[name]?.(argument.trimEnd()) ?? [];
  const known = Object.keys(commands).map((command) => `${mark}${command}`);
  return [say(`The mock engine knows no "${mark}${name}", but ${known.join(', ')}.`)];
}

function say(text: string): Step {
  return { does: 'say', text };
}

function fail(code: ConstructorParameters<typeof AppError>[0]): Step {
  return { does: 'fail', error: new AppError(code, `The mock engine was told to say ${code}.`) };
}

function toThought(text: string): string {
  if (text !== '' && !/^\d+$/.test(text)) return text;
  return numbers(toCount(text, words.thought));
}

function toCount(text: string, otherwise: number): number {
  return Math.min(Number.parseInt(text, 10) || otherwise, most.words);
}

function numbers(count: number): string {
  return Array.from({ length: count }, (_, index) => index + 1).join(' ');
}
