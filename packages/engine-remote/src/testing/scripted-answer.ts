import { setTimeout as pause } from 'node:timers/promises';
import { createStopFilter } from '../answer/stop-filter.js';
import type { ChatAnswer } from './chat-server.js';

export interface ScriptedAnswerOptions {
  /** Whether the server keeps stop strings to itself, as OpenVINO Model Server does not. */
  readonly enforcesStops: boolean;
}

/** Counts and shows cats, token by token, for as long as it is asked to: a model for tests. */
export function scriptedAnswer({ enforcesStops }: ScriptedAnswerOptions): ChatAnswer {
  return async ({ body }, response, gone) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (event: object) => response.write(`data: ${JSON.stringify(event)}\n\n`);
    const filter = createStopFilter(enforcesStops ? (body.stop ?? []) : []);
    const say = (content: string, finish_reason?: string) =>
      send({ choices: [{ index: 0, delta: { content }, finish_reason }] });
    const [tool] = body.tools ?? [];
    if (tool !== undefined) {
      const call = { index: 0, id: 'c1', function: { ...tool.function, arguments: '{}' } };
      send({ choices: [{ index: 0, delta: { tool_calls: [call] }, finish_reason: 'tool_calls' }] });
      response.end('data: [DONE]\n\n');
      return;
    }
    let tokens = 0;
    while (tokens < body.max_tokens && !gone.aborted && !filter.stopped()) {
      await pause(1);
      tokens += 1;
      const shown = filter.push(tokens % 10 === 0 ? ' 🐱猫' : ` ${tokens}`);
      // Some servers cut between the halves of a character.
      const half = shown.search(/\uD83D/) + 1;
      if (half > 0) say(shown.slice(0, half));
      if (shown.length > half) say(shown.slice(half));
      if (tokens % 7 === 0) response.write(': still here\n\n');
    }
    say(filter.rest(), filter.stopped() ? 'stop' : 'length');
    const words = body.messages.map(({ content }) => content?.split(' ').length ?? 0);
    const read = words.reduce((sum, count) => sum + count, 0);
    const usage = { prompt_tokens: read, completion_tokens: tokens, total_tokens: read + tokens };
    send({ choices: [], usage });
    response.end('data: [DONE]\n\n');
  };
}
