import { AppError } from '@atelier/errors';

/**
 * The values of a query string by their names.
 *
 * @throws AppError `INVALID_INPUT` for a name that comes twice.
 */
export function queryOf(target: string): Readonly<Record<string, string>> {
  const start = target.indexOf('?');
  const values: Record<string, string> = Object.create(null) as Record<string, string>;
  if (start < 0) return values;
  for (const [name, value] of new URLSearchParams(target.slice(start))) {
    if (name in values) {
      const problem = 'must be given once';
      throw new AppError('INVALID_INPUT', `${name} ${problem}.`, {
        fields: [{ field: `/${name}`, problem }],
      });
    }
    values[name] = value;
  }
  return values;
}

/** Whether an Accept header asks for server-sent events, and not for JSON as well. */
export function acceptsEvents(accept: string | undefined): boolean {
  const types = (accept ?? '').split(',').map((type) => type.split(';')[0]?.trim().toLowerCase());
  return types.includes('text/event-stream') && !types.includes('application/json');
}
