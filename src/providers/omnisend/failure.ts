// Decodes Omnisend's error responses. Pure.

import type { ApiResponse } from '../../http/request.ts';
import { failureKind, isObject, isText, type JsonObject } from '../answers.ts';
import type { ApiFailure } from '../contract.ts';
import type { Dialect } from './dialect.ts';

/** Decodes an error response of one dialect. */
export type DecodeFailure = (response: ApiResponse) => ApiFailure;

/** Creates a decoder for both error formats: problem+json (RFC 9457) and the older `{error, fields}`. */
export function createDecodeFailure({ forbidden }: Dialect): DecodeFailure {
  return (response) => {
    const body = isObject(response.body) ? response.body : {};
    const text = errorText(body);
    const message = response.status === 403 ? [text, forbidden ?? ''].filter(isText).join('; ') : text;
    const failure = { kind: failureKind(response.status), status: response.status, message };
    return isText(body.instance) ? { ...failure, requestId: body.instance } : failure;
  };
}

function errorText(body: JsonObject): string {
  const summary = [body.detail, body.title, body.error].find(isText);
  const errors = asArray(body.errors)
    .filter(isObject)
    .map((error) => [error.field, error.message].filter(isText).join(': '));
  const fields = isObject(body.fields) ? Object.values(body.fields).flatMap(asArray) : [];
  return [summary, ...errors, ...fields].filter(isText).join('; ');
}

function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
