import type { IncomingMessage } from 'node:http';
import { maxUploadBytes } from '@atelier/contracts';
import { AppError } from '@atelier/errors';
import type { RequestHandler } from 'express';
import multer from 'multer';
import type { z } from 'zod';
import { fieldOf, toFieldValue } from './form-values.js';

/** Of one field that is no file, in bytes. */
const maxFieldBytes = 65_536;

const limits = {
  fileSize: maxUploadBytes,
  files: 4,
  fields: 40,
  parts: 44,
  fieldSize: maxFieldBytes,
  fieldNameSize: 100,
  // `extend[left]` is as deep as any field of ours.
  fieldNestingDepth: 2,
  fieldArrayIndexLimit: 15,
};

/** Hears how many bytes a body had. */
export type OnBytes = (request: IncomingMessage, bytes: number) => void;

/**
 * Reads a multipart form into what the same request would be in JSON: files as base64 under the
 * names of their fields, other fields as their schema wants them. Nothing touches the disk.
 *
 * @param shape of the endpoint's body.
 * @param maxBytes of the whole form.
 */
export function formBody(shape: z.ZodObject, maxBytes: number, onBytes: OnBytes): RequestHandler {
  const read = multer({ storage: multer.memoryStorage(), limits }).any();
  return (request, response, next) => {
    let isOver = false;
    const finish = (error?: AppError) => {
      if (isOver) return;
      isOver = true;
      next(error);
    };
    // Before the reader asks for the first byte.
    countBytes(request, maxBytes, onBytes, () => {
      // Not by way of the reader, which would first take in all that still comes.
      request.unpipe();
      finish(tooLarge(maxBytes));
    });
    read(request, response, (error?: unknown) => {
      if (error !== undefined && error !== null) {
        finish(toFormError(error));
        return;
      }
      try {
        request.body = toBody(shape, request.body, request.files);
        finish();
      } catch (failure) {
        finish(toFormError(failure));
      }
    });
  };
}

function countBytes(
  incoming: IncomingMessage,
  maxBytes: number,
  onBytes: OnBytes,
  onTooMany: () => void,
): void {
  let bytes = 0;
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
    onBytes(incoming, bytes);
    if (bytes <= maxBytes) return;
    incoming.off('data', count);
    onTooMany();
  };
  incoming.on('data', count);
}

function toBody(shape: z.ZodObject, fields: unknown, files: Express.Request['files']): object {
  const values = new Map<string, unknown>();
  for (const [name, value] of Object.entries((fields ?? {}) as Record<string, unknown>)) {
    const field = toFieldValue(fieldOf(shape.shape, name), value);
    if (field !== undefined) values.set(name, field);
  }
  for (const file of Array.isArray(files) ? files : []) {
    const isList = file.fieldname.endsWith('[]');
    const name = isList ? file.fieldname.slice(0, -2) : file.fieldname;
    const picture = file.buffer.toString('base64');
    const before = values.get(name);
    const isFirst = before === undefined && !isList;
    values.set(name, isFirst ? picture : [before ?? [], picture].flat());
  }
  return Object.fromEntries(values);
}

function tooLarge(maxBytes: number): AppError {
  return new AppError('PAYLOAD_TOO_LARGE', `The form is larger than ${maxBytes} bytes. Send less.`);
}

/** What the form reader's error means; its words may repeat what was sent. */
function toFormError(error: unknown): AppError {
  if (AppError.is(error)) return error;
  const options = { cause: error };
  const { code } = error as { readonly code?: unknown };
  switch (code) {
    case 'LIMIT_FILE_SIZE': {
      const says = `A file of the form is larger than ${maxUploadBytes} bytes. Send a smaller one.`;
      return new AppError('PAYLOAD_TOO_LARGE', says, options);
    }
    case 'LIMIT_FIELD_VALUE': {
      const says = `A field of the form is larger than ${maxFieldBytes} bytes. Send pictures as files.`;
      return new AppError('PAYLOAD_TOO_LARGE', says, options);
    }
    case 'LIMIT_FILE_COUNT':
    case 'LIMIT_FIELD_COUNT':
    case 'LIMIT_PART_COUNT': {
      const says = `The form has more than ${limits.files} files or ${limits.fields} fields. Send less.`;
      return new AppError('PAYLOAD_TOO_LARGE', says, options);
    }
    default: {
      const says = 'The form is cut off or not well-formed. Send it again as multipart/form-data.';
      return new AppError('INVALID_INPUT', says, options);
    }
  }
}
