// Decodes Omnisend's error responses. Pure.

import type { ApiResponse } from '../../http/request.ts';
import { failureKind, isObject, isText, messageOf } from '../answers.ts';
import type { ApiFailure } from '../contract.ts';
import type { Dialect } from './dialect.ts';

/** Decodes an error response. */
export type DecodeFailure = (response: ApiResponse) => ApiFailure;

/**
 * Creates the decoder of one dialect's error responses. It understands both error formats: problem+json (RFC 9457), and the older
 * `{error, fields}`, whose fields are a map of texts or a list of `{field, message}` (both seen).
 */
export function createDecodeFailure({ forbidden }: Dialect): DecodeFailure {
  return (response) => {
    const body = isObject(response.body) ? response.body : {};
    const text = messageOf(response);
    const message = response.status === 403 ? [text, forbidden ?? ''].filter(isText).join('; ') : text;
    const failure = { kind: failureKind(response.status), status: response.status, message };
    return isText(body.instance) ? { ...failure, requestId: body.instance } : failure;
  };
}
