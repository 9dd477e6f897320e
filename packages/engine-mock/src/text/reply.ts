import type { ChatMessage } from '@atelier/contracts';
import { applyFollowUp } from './follow-up.js';
import { parseImagePromptBlock, toImagePromptBlock } from './image-prompt-block.js';
import type { Picture } from './picture.js';
import { parsePictureWish } from './picture-wish.js';
import { recall } from './recall.js';

const maxQuoteLength = 200;
const maxCount = 5_000;
const countOrder = /\bcount (?:from (\d{1,4}) )?(?:up )?to (\d{1,4})\b/iu;

/** The mock's whole answer to a conversation: the same messages, the same words. */
export function composeReply(messages: readonly ChatMessage[]): string {
  const said = messages.filter((message) => message.role === 'user').map(({ content }) => content);
  const message = said.at(-1) ?? '';
  const picture = currentPicture(messages);
  if (picture) {
    const times = picture.count === undefined ? '' : ` (${picture.count} times)`;
    return `The mock engine draws${times}: ${picture.prompt}.\n\n${toImagePromptBlock(picture)}`;
  }
  return recall(said) ?? countUp(message) ?? echo(message, said.length);
}

/** The picture that the last message asks for, by itself or as a change to an earlier one. */
function currentPicture(messages: readonly ChatMessage[]): Picture | undefined {
  let latest: Picture | undefined;
  let asked: Picture | undefined;
  for (const { role, content } of messages) {
    if (role === 'assistant') latest = parseImagePromptBlock(content) ?? latest;
    if (role !== 'user') continue;
    asked = parsePictureWish(content) ?? (latest && applyFollowUp(latest, content));
    latest = asked ?? latest;
  }
  return asked;
}

function countUp(message: string): string | undefined {
  const order = countOrder.exec(message);
  if (!order) return undefined;
  const first = Number(order[1] ?? 1);
  const length = Math.min(maxCount, Math.max(1, Number(order[2]) - first + 1));
  return Array.from({ length }, (_, index) => first + index).join(' ');
}

function echo(message: string, place: number): string {
  const words = message.replace(/\s+/gu, ' ').trim();
  const quote = Array.from(words).slice(0, maxQuoteLength).join('');
  return (
    `This is the mock engine: no model is running here. You said: "${quote}" ` +
    `That was message ${place} of yours in this conversation. ` +
    `Ask me to draw something and a picture will follow.`
  );
}
