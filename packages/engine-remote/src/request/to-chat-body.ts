import type { TextPart, TextRequest } from '@atelier/contracts';
import { flavours, type FlavourRules, type RemoteFlavour } from './flavours.js';
import { toChatMessage } from './to-chat-message.js';
import { toToolFields } from './to-tool-fields.js';

type Warning = Extract<TextPart, { readonly type: 'warning' }>;

export interface ChatBody {
  readonly body: Readonly<Record<string, unknown>>;
  /** One for each setting that the server lacks and that was asked for. */
  readonly warnings: readonly Warning[];
}

// OpenAI and OpenVINO Model Server refuse more; the driver watches for all of them itself.
const maxStops = 4;

/** The request as the server wants it. Neutral values are sent too: servers have defaults of their own. */
export function toChatBody(
  request: TextRequest,
  server: { readonly model: string; readonly flavour: RemoteFlavour },
): ChatBody {
  const rules: FlavourRules = flavours[server.flavour];
  const body: Record<string, unknown> = {
    model: server.model,
    messages: request.messages.map(toChatMessage),
    stream: true,
    stream_options: { include_usage: true },
    [rules.maxTokens]: request.maxTokens,
    temperature: request.temperature,
    top_p: request.topP,
    presence_penalty: request.presencePenalty,
    frequency_penalty: request.frequencyPenalty,
    ...(rules.stop && request.stop.length > 0 && { stop: request.stop.slice(0, maxStops) }),
    ...(request.seed !== undefined && { seed: request.seed }),
    ...rules.topK?.(request.topK),
    ...rules.repetitionPenalty?.(request.repetitionPenalty),
    ...(request.logprobs !== undefined && rules.logprobs && { logprobs: true, top_logprobs: 1 }),
    ...(request.output && rules.output(request.output)),
    ...(request.tools && toToolFields(request.tools)),
    ...reasoningFields(request, rules),
    ...rules.always,
  };
  return { body, warnings: warningsOf(request, rules) };
}

/** `reasoning: off` leaves nothing to cap. */
function reasoningFields(
  { reasoning, reasoningMaxTokens }: TextRequest,
  rules: FlavourRules,
): Readonly<Record<string, unknown>> | undefined {
  if (reasoning === 'off') return rules.noReasoning;
  return reasoningMaxTokens === undefined
    ? undefined
    : rules.reasoningMaxTokens?.(reasoningMaxTokens);
}

function warningsOf(request: TextRequest, rules: FlavourRules): Warning[] {
  const lacking: (keyof TextRequest)[] = [];
  if (!rules.topK && request.topK !== 0) lacking.push('topK');
  if (!rules.repetitionPenalty && request.repetitionPenalty !== 1) {
    lacking.push('repetitionPenalty');
  }
  if (!rules.logprobs && request.logprobs !== undefined) lacking.push('logprobs');
  if (request.output && !rules.output(request.output)) lacking.push('output');
  if (request.reasoning === 'off' && !rules.noReasoning) lacking.push('reasoning');
  if (request.reasoningMaxTokens !== undefined && !rules.reasoningMaxTokens) {
    lacking.push('reasoningMaxTokens');
  }
  const warnings = lacking.map((setting) =>
    warning(setting, `The chat server has no setting for ${setting}; it went without.`),
  );
  if (rules.logprobs && request.logprobs !== undefined && request.logprobs > 1) {
    warnings.push(warning('logprobs', 'Only the chosen token of each place is named.'));
  }
  return warnings;
}

function warning(setting: keyof TextRequest, message: string): Warning {
  return { type: 'warning', setting, message };
}
