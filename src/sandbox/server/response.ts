// How answers leave, and how connections end without one.

import type { ServerResponse } from 'node:http';
import type { Answer } from './exchange.ts';

/** Nothing, where the client has gone meanwhile. */
export function send(response: ServerResponse, answer: Answer): void {
  if (response.destroyed) return;
  // As bytes, so that the text is gone through once, and not again for its length.
  const body = Buffer.from(answer.body);
  const length = answer.status === 204 ? {} : { 'content-length': body.length };
  response.writeHead(answer.status, { ...answer.headers, ...length }).end(body);
}

/** Promises more than it sends. */
export function sendCut(response: ServerResponse, answer: Answer): void {
  const body = answer.body === '' ? '{"contacts":[{"id":"' : answer.body;
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body) + 1000,
  });
  response.write(body, () => response.destroy());
}

/** The client sees a reset. */
export function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

/** The client sees the connection end. */
export function hangUp(response: ServerResponse): void {
  response.destroy();
}
