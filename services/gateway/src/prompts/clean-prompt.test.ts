import { describe, expect, it } from '@jest/globals';
import { cleanPrompt } from './clean-prompt.js';

const plain = 'A red fox in deep snow, soft morning light, fine detail.';

describe('cleanPrompt', () => {
  it.each([
    plain,
    `"${plain}"`,
    `“${plain}”`,
    `\`\`\`\n${plain}\n\`\`\``,
    `\`\`\`text\n${plain}\n\`\`\`\nI hope that helps.`,
    `<think>Let me think: a fox.</think>\n\n${plain}`,
    `Here is the enhanced prompt:\n\n${plain}`,
    `Here’s a fuller prompt for the image: "${plain}"`,
    `Sure! Here you go:\n${plain}`,
    `**Prompt:** ${plain}`,
    `Enhanced prompt: ${plain}`,
    `Image prompt: ${plain}\n\nThis prompt has a fox and snow.`,
    `- ${plain}`,
    `1. ${plain}`,
    `A red fox in deep snow,\nsoft morning light,\n  **fine detail**.`,
    `\u0000${plain}`,
  ])('leaves the prompt of %j', (raw) => {
    expect(cleanPrompt(raw, { isWhole: true })).toBe(plain);
  });

  it.each([
    'Okra on a plate: oil painting',
    'A shop sign that reads: open',
    'Prompt service, a waiter at a table',
    "the baker's dozen, a still life",
  ])('takes nothing from %j', (raw) => {
    expect(cleanPrompt(raw, { isWhole: true })).toBe(raw);
  });

  it.each(['', '   ', '<think>and think', '```', '"', '<think></think>'])(
    'finds nothing in %j',
    (raw) => {
      expect(cleanPrompt(raw, { isWhole: true })).toBe('');
    },
  );

  it('is no longer than a prompt may be, and ends at a pause', () => {
    const long = cleanPrompt('a fox, a hill, '.repeat(400), { isWhole: true });
    expect(long.length).toBeLessThanOrEqual(2_000);
    expect(long).toMatch(/a (?:fox|hill)$/);
    const cut = cleanPrompt('a fox in the snow, soft li', { isWhole: true, isCut: true });
    expect(cut).toBe('a fox in the snow');
    expect(cleanPrompt('x'.repeat(5_000), { isWhole: true }).length).toBeGreaterThan(0);
  });

  it('shows while it comes only what is there at the end', () => {
    for (const raw of [
      `"${plain}"`,
      `\`\`\`text\n${plain}\n\`\`\`\nI hope that helps.`,
      `<think>Let me think.</think>\n\n${plain}`,
      `Here is the enhanced prompt:\n\n${plain}\n\nIt has a fox.`,
      `Sure! Here you go:\n${plain}`,
      plain,
    ]) {
      let shown = '';
      for (let end = 0; end <= raw.length; end += 1) {
        const sure = cleanPrompt(raw.slice(0, end), { isWhole: false });
        expect(plain.startsWith(sure)).toBe(true);
        if (sure.length <= shown.length) continue;
        expect(sure.startsWith(shown)).toBe(true);
        shown = sure;
      }
      expect(shown.length).toBeGreaterThan(20);
    }
  });

  it('comes to an end soon, whatever the text', () => {
    for (const part of ['" ', '<think>', '\n \n', '``` ', 'here is ', '1. ', '. , ', '**']) {
      for (const text of [part.repeat(200_000), `a${part.repeat(200_000)}b`]) {
        expect(cleanPrompt(text, { isWhole: true }).length).toBeLessThan(2_001);
      }
    }
  });
});
