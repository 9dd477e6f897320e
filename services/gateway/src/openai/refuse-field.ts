import { AppError } from '@atelier/errors';

/** A field of the body that can't be used as it is. */
export function refuseField(field: string, problem: string): AppError {
  return new AppError('INVALID_INPUT', `${field} ${problem}.`, { fields: [{ field, problem }] });
}
