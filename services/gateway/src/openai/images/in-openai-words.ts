import { AppError } from '@atelier/errors';

/** Our fields that OpenAI's bodies have under another name. */
const names: Readonly<Record<string, string>> = {
  '/width': '/size',
  '/height': '/size',
  '/count': '/n',
  '/format': '/output_format',
  '/user_id': '/user',
  '/image_id': '/image',
};

/** An error of a picture job with the names that its fields have in OpenAI's bodies. */
export function inOpenAiWords(error: unknown): unknown {
  if (!AppError.is(error) || !error.fields.some(({ field }) => field in names)) return error;
  const renamed = error.fields.map(({ field, problem }) => ({
    field: names[field] ?? field,
    problem,
  }));
  // Width and height are one field there.
  const fields = renamed.filter(
    ({ field }, index) => renamed.findIndex((other) => other.field === field) === index,
  );
  const says = `${fields.map(({ field, problem }) => `${field} ${problem}`).join('. ')}.`;
  return new AppError(error.code, says, { cause: error, fields, retryable: error.retryable });
}
