import type { OutputForm } from '@atelier/contracts';

type Fields = Readonly<Record<string, unknown>>;

/** What a kind of server takes beyond the fields that all of them share. */
export interface FlavourRules {
  readonly maxTokens: 'max_tokens' | 'max_completion_tokens';
  /** Undefined: the server has no such setting. */
  readonly topK: ((value: number) => Fields) | undefined;
  readonly repetitionPenalty: ((value: number) => Fields) | undefined;
  /**
   * Whether the server is sent the stop strings; the driver watches for them in any case.
   * llama.cpp is not: at the limit of tokens it loses what it held back as a possible beginning.
   */
  readonly stop: boolean;
  /** Whether a stream carries them. */
  readonly logprobs: boolean;
  /** Fields that ask for the form of the answer; undefined where the server lacks it. */
  readonly output: (form: OutputForm) => Fields | undefined;
  /** Has a model that reasons answer at once. */
  readonly noReasoning: Fields | undefined;
  /** Ends the reasoning after so many tokens. */
  readonly reasoningMaxTokens: ((value: number) => Fields) | undefined;
  /** Sent with every request: switches off what this server would do unasked, asks for counts. */
  readonly always: Fields;
}

const jsonSchema = (form: OutputForm): Fields | undefined =>
  form.type === 'json-schema'
    ? {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'answer', strict: true, schema: form.schema },
        },
      }
    : undefined;

const compatible: FlavourRules = {
  maxTokens: 'max_tokens',
  topK: undefined,
  repetitionPenalty: undefined,
  stop: true,
  logprobs: true,
  output: jsonSchema,
  noReasoning: undefined,
  reasoningMaxTokens: undefined,
  always: {},
};
const topK = (value: number) => ({ top_k: value });
const repetitionPenalty = (value: number) => ({ repetition_penalty: value });
/** Read by the chat templates of most models that reason. */
const templateWithoutReasoning = { chat_template_kwargs: { enable_thinking: false } };

/**
 * Servers by name. Sources: the parameter tables of OpenVINO Model Server's and vLLM's chat
 * endpoints, llama.cpp's `tools/server/README.md`, Ollama's and OpenRouter's API pages.
 */
export const flavours = {
  /** Any server; only what OpenAI's own interface has. */
  compatible,
  openai: { ...compatible, maxTokens: 'max_completion_tokens' },
  'llama.cpp': {
    ...compatible,
    topK,
    repetitionPenalty: (value) => ({ repeat_penalty: value }),
    stop: false,
    output: (form) => (form.type === 'grammar' ? { grammar: form.ebnf } : jsonSchema(form)),
    noReasoning: templateWithoutReasoning,
    // Older versions take no notice.
    reasoningMaxTokens: (value) => ({ thinking_budget_tokens: value }),
    always: { min_p: 0, timings_per_token: true },
  },
  vllm: {
    ...compatible,
    // 0 is refused by older versions; -1 means all tokens to every version.
    topK: (value) => ({ top_k: value === 0 ? -1 : value }),
    repetitionPenalty,
    output: (form) => {
      if (form.type === 'regex') return { structured_outputs: { regex: form.pattern } };
      if (form.type === 'grammar') return { structured_outputs: { grammar: form.ebnf } };
      return jsonSchema(form);
    },
    noReasoning: templateWithoutReasoning,
    always: {
      min_p: 0,
      stream_options: { include_usage: true, continuous_usage_stats: true },
    },
  },
  ovms: {
    ...compatible,
    topK,
    repetitionPenalty,
    logprobs: false,
    noReasoning: templateWithoutReasoning,
  },
  ollama: { ...compatible, noReasoning: { reasoning_effort: 'none' } },
  openrouter: {
    ...compatible,
    topK,
    repetitionPenalty,
    noReasoning: { reasoning: { effort: 'none' } },
    reasoningMaxTokens: (value) => ({ reasoning: { max_tokens: value } }),
  },
} as const satisfies Record<string, FlavourRules>;

/** A kind of server. */
export type RemoteFlavour = keyof typeof flavours;

export const remoteFlavours = Object.keys(flavours) as readonly RemoteFlavour[];
