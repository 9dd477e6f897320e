import type { OpenAiError, Problem } from '@atelier/contracts';

/** Codes that OpenAI's clients know by another name than ours in lower case. */
const codes: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: 'invalid_api_key',
  MODEL_UNKNOWN: 'model_not_found',
  RATE_LIMITED: 'rate_limit_exceeded',
  CONTEXT_TOO_LONG: 'context_length_exceeded',
  CONTENT_REFUSED: 'content_policy_violation',
};

/** The status under which OpenAI's clients expect an error. */
export function openAiStatus(status: number): number {
  return status === 422 ? 400 : status;
}

/** A problem in the form of OpenAI's errors. */
export function toOpenAiError({ status, code, detail, errors }: Problem): OpenAiError {
  return {
    error: {
      message: detail,
      type: typeOf(status),
      param: toParam(errors?.[0]?.field),
      code: codes[code] ?? code.toLowerCase(),
    },
  };
}

function typeOf(status: number): string {
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}

/** `/messages/0/content` as `messages[0].content`. */
function toParam(pointer: string | undefined): string | null {
  if (pointer?.startsWith('/') !== true) return null;
  const parts = pointer.slice(1).split('/');
  const named = parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return named.reduce((path, part) => {
    if (/^\d+$/.test(part)) return `${path}[${part}]`;
    return path === '' ? part : `${path}.${part}`;
  }, '');
}
