import type { Client } from '@atelier/client';

const timeoutMs = 120_000;

/** What the sidebar lists, the last one first. */
const conversations = [
  ['Hello'],
  ['Which shapes and colours can you draw?'],
  ['Does anything I say leave this machine?'],
  ['draw a white star on a black background'],
  ['What is Atelier?', 'please draw a red heart on a pink background', 'now make it blue'],
] as const;

/** What the starter draws well. */
const pictures = [
  'a yellow star on a blue background',
  'a green hexagon on white',
  'a purple ring on a yellow background',
  'an orange circle on a cyan background',
  'a brown triangle on the left, on a green background',
  'a black diamond on a gray background',
  'a white circle on a purple background',
  'a big cyan square on a pink background',
  'an orange heart at the top, on white',
  'a blue ring on an orange background',
  'a pink triangle on a black background',
  'a green star at the bottom, on a yellow background',
] as const;

/** The conversation to show. */
export async function makeExamples(client: Client): Promise<{ conversation: string }> {
  let conversation = '';
  for (const [index, messages] of conversations.entries()) {
    for (const message of messages) {
      const reply = await client.chat({ user_id: `example-${index}`, message }, { timeoutMs });
      conversation = reply.conversation_id;
      if (reply.image_job_id !== undefined) {
        await client.waitForImageJob(reply.image_job_id, { timeoutMs });
      }
    }
  }
  for (const [index, prompt] of pictures.entries()) {
    const { id } = await client.createImageJob({ prompt, seed: index });
    const job = await client.waitForImageJob(id, { timeoutMs });
    const [image] = job.images;
    if (image && index % 5 === 0) await client.changeImage(image.id, { favourite: true });
  }
  return { conversation };
}
