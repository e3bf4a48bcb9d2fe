// HTTP: client (undici), rate limiter, retry policy, redaction of credentials. This folder knows neither contacts nor vendors.
// Importing this file loads undici; importing request.ts or concurrently.ts does not.

export { type ConnectOptions, connect } from './client/client.ts';
export { createLimiter, type Limiter } from './limiter/limiter.ts';
