import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { Endpoint } from '@atelier/contracts';
import { AppError, type AppErrorOptions } from '@atelier/errors';
import express, { type RequestHandler } from 'express';
import type { z } from 'zod';
import type { BodyBudget } from './body-budget.js';
import { formBody, type OnBytes } from './form-body.js';
import { contextOf } from './request-context.js';

/** Bytes of a body, after decompression, where its endpoint does not say. Needs no room of the budget. */
const usualMaxBytes = 1_048_576;

const jsonPattern = /^application\/json *(?:; *charset="?utf-8"?)?$/i;
const formPattern = /^multipart\/form-data *; *boundary=/i;

/**
 * Reads the body of an endpoint: JSON, or a form where the endpoint takes one. Other content types
 * are refused unread: a page of another site can send those without asking. It can send forms too,
 * which is for the origin guard to refuse.
 */
export function readBody(
  { body, form, maxBodyBytes = usualMaxBytes }: Endpoint & { readonly body: z.ZodObject },
  budget: BodyBudget,
): RequestHandler {
  const sizes = new WeakMap<IncomingMessage, number>();
  const onBytes: OnBytes = (request, bytes) => void sizes.set(request, bytes);
  const readJson = jsonBody(maxBodyBytes, onBytes);
  const readForm = form && formBody(body, maxBodyBytes, onBytes);
  return async (request, response, next) => {
    const contentType = request.headers['content-type'] ?? '';
    const isForm = readForm !== undefined && formPattern.test(contentType);
    if (!isForm && !jsonPattern.test(contentType)) {
      const types = `application/json${readForm ? ' or multipart/form-data' : ''}`;
      throw new AppError('UNSUPPORTED_MEDIA_TYPE', `Send the body as ${types}.`);
    }
    if (isForm && isEncoded(request)) {
      throw new AppError('UNSUPPORTED_MEDIA_TYPE', 'Send a form without a Content-Encoding.');
    }
    const announced = announcedBytes(request, maxBodyBytes);
    if (announced > maxBodyBytes) throw tooLarge(maxBodyBytes);
    const read = isForm ? readForm : readJson;
    if (announced <= usualMaxBytes || maxBodyBytes <= usualMaxBytes) {
      read(request, response, next);
      return;
    }
    const { principal, signal } = contextOf(response);
    const room = await budget.take(principal?.ownerId ?? '', announced, signal);
    // The parsed body lives as long as the request is being answered.
    response.once('close', room.release);
    if (response.closed) room.release();
    read(request, response, (error?: unknown) => {
      const bytes = sizes.get(request);
      if (bytes !== undefined) room.shrinkTo(bytes > usualMaxBytes ? bytes : 0);
      next(error);
    });
  };
}

/** Bytes that a body will have: as its headers say, or as many as it may where they don't. */
function announcedBytes(request: IncomingMessage, maxBytes: number): number {
  const length = Number(request.headers['content-length'] ?? Number.NaN);
  if (Number.isNaN(length)) return maxBytes;
  return isEncoded(request) ? Math.max(length, maxBytes) : length;
}

function isEncoded({ headers }: IncomingMessage): boolean {
  return (headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity';
}

function jsonBody(maxBytes: number, onBytes: OnBytes): RequestHandler {
  const read = express.json({
    limit: maxBytes,
    // Bare values are for the schema to refuse, with a sentence that fits.
    strict: false,
    type: () => true,
    verify: (request, _response, bytes) => {
      onBytes(request, bytes.length);
      if (!isUtf8(bytes)) throw new AppError('MALFORMED_JSON', 'The body is not valid UTF-8.');
    },
  });
  return (request, response, next) => {
    read(request, response, (error?: unknown) => {
      next(error === undefined ? undefined : toBodyError(error, maxBytes));
    });
  };
}

/** What the body reader's error means; only its `type` and `status` are to be trusted. */
function toBodyError(error: unknown, maxBytes: number): AppError {
  if (AppError.is(error)) return error;
  const { type, status } = error as { readonly type?: unknown; readonly status?: unknown };
  const options = { cause: error };
  if (type === 'entity.parse.failed') {
    const says = 'The body is not valid JSON. Check its quotes, commas and brackets.';
    return new AppError('MALFORMED_JSON', says, options);
  }
  if (status === 413) return tooLarge(maxBytes, options);
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

function tooLarge(maxBytes: number, options: AppErrorOptions = {}): AppError {
  const says = `The body is larger than ${maxBytes} bytes. Send less.`;
  return new AppError('PAYLOAD_TOO_LARGE', says, options);
}
