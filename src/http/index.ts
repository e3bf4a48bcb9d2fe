// HTTP: client (undici), rate limiter, retry policy, redaction of credentials. This folder knows neither contacts nor vendors.
// Importing this file loads undici; importing request.ts or concurrently.ts does not.

export { connect } from './client/client.ts';
export type { ConnectOptions } from './client/options.ts';
export { createLimiter, type Limiter } from './limiter/limiter.ts';
