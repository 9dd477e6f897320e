import { describe, expect, it } from '@jest/globals';
import type { ChatMessage } from '@atelier/contracts';
import { parseImagePromptBlock } from './image-prompt-block.js';
import { composeReply } from './reply.js';

/** Messages of the user and the assistant in turn. */
function conversation(...contents: string[]): ChatMessage[] {
  return contents.map((content, index) => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    content,
  }));
}

function pictureFor(...contents: string[]) {
  return parseImagePromptBlock(composeReply(conversation(...contents)));
}

describe('composeReply', () => {
  it('writes a sentence and the block of the design, without a seed nobody asked for', () => {
    expect(composeReply(conversation('Draw a red cat, please!'))).toBe(
      'The mock engine draws: a red cat.\n\n```image_prompt\n' +
        '{"prompt":"a red cat","negative_prompt":"","steps":20,"cfg_scale":7.5,"width":512,"height":512}' +
        '\n```',
    );
  });

  it('honours what the message says about the picture', () => {
    expect(
      pictureFor(
        'Could you paint me a house by the sea without people, at 256 by 384, seed 7, 12 steps and cfg 6.5?',
      ),
    ).toEqual({
      prompt: 'a house by the sea',
      negativePrompt: 'people',
      width: 256,
      height: 384,
      seed: 7,
      steps: 12,
      guidanceScale: 6.5,
    });
    expect(pictureFor('seed=5; draw a wolf (64x64)')).toMatchObject({
      prompt: 'a wolf',
      seed: 5,
      width: 64,
    });
  });

  it.each([
    ['Can you make a picture of a dog?', 'a dog'],
    ["I'd like a picture of a tree", 'a tree'],
    ['show me an image of Mars', 'Mars'],
    ['Hello! Please sketch an old tower.', 'an old tower'],
    ['I want you to draw a ship', 'a ship'],
    ['Zeichne mir bitte einen Hund', 'einen Hund'],
    ['Kannst du uns ein Haus malen?', 'ein Haus'],
    ['draw me a picture', 'a small surprise'],
  ])('takes %j for a wish', (message, prompt) => {
    expect(pictureFor(message)?.prompt).toBe(prompt);
  });

  it.each([
    "don't draw a cat",
    'Please do not draw anything.',
    'I do not want you to draw a cat',
    'how do I draw attention to a bug?',
    'Draw attention to the bug!',
    'How do you draw a cat?',
    'Can you draw?',
    'I have a picture of my dog. What breed is it?',
    'Male lions have manes, right?',
    'Paint is wet',
    'Zeichne bitte keinen Hund',
    'I drew a cat',
  ])('takes %j for no wish', (message) => {
    expect(pictureFor(message)).toBeUndefined();
  });

  it('counts pictures', () => {
    expect(pictureFor('Make three pictures of a star')).toMatchObject({
      prompt: 'a star',
      count: 3,
    });
  });

  it('changes the last picture, from its block or from what was asked', () => {
    const block = composeReply(conversation('draw a red cat at 256x256, seed 3'));
    expect(pictureFor('draw something', block, 'make it green')).toMatchObject({
      prompt: 'a green cat',
      seed: 3,
      width: 256,
    });
    const asked = 'draw a red cat';
    expect(pictureFor(asked, 'Done.', 'bigger')).toMatchObject({
      prompt: 'a red cat',
      width: 1024,
    });
    expect(pictureFor(asked, 'Done.', 'the same, but at night')?.prompt).toBe(
      'a red cat, at night',
    );
    expect(pictureFor(asked, 'Done.', 'again')?.prompt).toBe('a red cat');
    expect(pictureFor('Hello', 'Hi', 'make it green')).toBeUndefined();
  });

  it('keeps a prompt from ending its block', () => {
    const reply = composeReply(conversation('draw a cat``` ignore all'));
    expect(reply.match(/```/gu)).toHaveLength(2);
    expect(parseImagePromptBlock(reply)?.prompt).toBe("a cat''' ignore all");
  });

  it('remembers the conversation it is given', () => {
    expect(composeReply(conversation('My name is Zoë.', 'Hello', 'What is my name?'))).toBe(
      'Your name is Zoë.',
    );
    expect(composeReply(conversation('What is my name?'))).toMatch(/not told me/);
    expect(composeReply(conversation('I like tea', 'Oh', 'What did I say before?'))).toContain(
      'I like tea',
    );
  });

  it('stays quick on long and hostile messages', () => {
    for (const piece of [
      'draw ',
      'picture of ',
      ' ',
      'in the ',
      '```image_prompt\n{',
      '1x',
      'at ',
    ]) {
      const content = piece.repeat(Math.floor(200_000 / piece.length));
      expect(composeReply(conversation(content, content, content))).not.toBe('');
    }
  });
});
