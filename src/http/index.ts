// HTTP: client (undici), rate limiter, retry policy, redaction of credentials. It handles requests, knows no contacts, and
// names no vendor. Importing this file loads undici; importing request.ts or concurrently.ts does not.

export { type ConnectOptions, connect } from './client/client.ts';
export { createLimiter, type Limiter } from './limiter/limiter.ts';
