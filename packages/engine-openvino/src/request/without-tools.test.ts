import { describe, expect, it } from '@jest/globals';
import { TextRequest } from '@atelier/contracts';
import { withoutTools } from './without-tools.js';

const plain = (more: object) => withoutTools(TextRequest.parse({ maxTokens: 9, ...more }));
const messages = [{ role: 'user', content: 'Hello' }];
const tools = { functions: [{ name: 'paint' }], choice: 'auto' };

describe('withoutTools', () => {
  it('changes nothing in a request without any', () => {
    const request = TextRequest.parse({ maxTokens: 9, messages, reasoning: 'off' });
    expect(withoutTools(request)).toEqual({ request, warnings: [] });
  });

  it('offers none, and says so', () => {
    const { request, warnings } = plain({ messages, tools });
    expect(request).not.toHaveProperty('tools');
    expect(warnings).toMatchObject([{ type: 'warning', setting: 'tools' }]);
    expect(plain({ messages, tools: { ...tools, choice: 'none' } }).warnings).toEqual([]);
  });

  it('puts calls and what they gave back in words, in turns', () => {
    const call = (id: string) => ({ id, name: `paint-${id}`, arguments: '{}' });
    const { request } = plain({
      messages: [
        ...messages,
        { role: 'assistant', content: 'Yes.', toolCalls: [call('a'), call('b')] },
        { role: 'tool', content: 'red', toolCallId: 'a' },
        { role: 'tool', content: 'blue', toolCallId: 'b' },
      ],
    });
    expect(request.messages).toEqual([
      ...messages,
      { role: 'assistant', content: 'Yes.\nCalling paint-a with {}\nCalling paint-b with {}' },
      { role: 'user', content: 'paint-a gave back:\nred\n\npaint-b gave back:\nblue' },
    ]);
  });
});
