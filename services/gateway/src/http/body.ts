import { isUtf8 } from 'node:buffer';
import { AppError } from '@atelier/errors';
import express, { type RequestHandler } from 'express';

/** Bytes of a body, after decompression. */
const maxBodyBytes = 1_048_576;

const contentTypePattern = /^application\/json *(?:; *charset="?utf-8"?)?$/i;

/**
 * Reads a JSON body. Other content types are refused unread: a page of another site can send those
 * without asking, and none of them means JSON.
 */
export function jsonBody(): RequestHandler {
  const read = express.json({
    limit: maxBodyBytes,
    // Bare values are for the schema to refuse, with a sentence that fits.
    strict: false,
    type: () => true,
    verify: (_request, _response, bytes) => {
      if (!isUtf8(bytes)) throw new AppError('MALFORMED_JSON', 'The body is not valid UTF-8.');
    },
  });
  return (request, response, next) => {
    if (!contentTypePattern.test(request.headers['content-type'] ?? '')) {
      next(new AppError('UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json.'));
      return;
    }
    read(request, response, (error?: unknown) => {
      next(error === undefined ? undefined : toBodyError(error));
    });
  };
}

/** What the body reader's error means; only its `type` and `status` are to be trusted. */
function toBodyError(error: unknown): AppError {
  if (AppError.is(error)) return error;
  const { type, status } = error as { readonly type?: unknown; readonly status?: unknown };
  const options = { cause: error };
  if (type === 'entity.parse.failed') {
    const says = 'The body is not valid JSON. Check its quotes, commas and brackets.';
    return new AppError('MALFORMED_JSON', says, options);
  }
  if (status === 413) {
    const says = `The body is larger than ${maxBodyBytes} bytes. Send less.`;
    return new AppError('PAYLOAD_TOO_LARGE', says, options);
  }
  if (status === 415) {
    const says = 'The Content-Encoding is not known here. Send gzip, deflate, br or plain.';
    return new AppError('UNSUPPORTED_MEDIA_TYPE', says, options);
  }
  if (typeof status === 'number' && status >= 400 && status < 500) {
    const says = 'The body did not arrive as its headers announce it. Send it again.';
    return new AppError('INVALID_INPUT', says, options);
  }
  return new AppError('INTERNAL', undefined, options);
}
