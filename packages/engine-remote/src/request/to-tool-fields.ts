import type { ToolSettings } from '@atelier/contracts';

/** The fields of a request that offer functions to the model. */
export function toToolFields(tools: ToolSettings): Readonly<Record<string, unknown>> {
  const { functions, choice, parallel } = tools;
  return {
    tools: functions.map((one) => ({ type: 'function', function: one })),
    tool_choice:
      typeof choice === 'string'
        ? choice
        : { type: 'function', function: { name: choice.function } },
    ...(parallel !== undefined && { parallel_tool_calls: parallel }),
  };
}
