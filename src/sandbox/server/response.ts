// Sends complete or truncated answers, and ends connections without an answer.

import type { ServerResponse } from 'node:http';
import type { Answer } from './exchange.ts';

/** Sends an answer; does nothing if the client has disconnected. */
export function send(response: ServerResponse, answer: Answer): void {
  if (response.destroyed) return;
  // Encode the body only once: Buffer.byteLength followed by end(text) would encode it twice.
  const body = Buffer.from(answer.body);
  const length = answer.status === 204 ? {} : { 'content-length': body.length };
  response.writeHead(answer.status, { ...answer.headers, ...length }).end(body);
}

/** Sends a body that is shorter than its Content-Length, then closes the connection. */
export function sendTruncated(response: ServerResponse, answer: Answer): void {
  const body = answer.body === '' ? '{"contacts":[{"id":"' : answer.body;
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body) + 1000,
  });
  response.write(body, () => response.destroy());
}

/** Ends the connection with a TCP reset. */
export function resetConnection(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

/** Closes the connection without an answer. */
export function closeConnection(response: ServerResponse): void {
  response.destroy();
}
