// HTTP: client (undici), rate limiter, retry policy, redaction of credentials. It handles requests, knows no contacts, and
// names no vendor. Importing this file loads undici; importing request.ts or concurrently.ts does not.

export { type ConnectOptions, connect } from './client/client.ts';
export { createRedactor } from './client/redact.ts';
export { type Clock, systemClock } from './clock.ts';
export { createLimiter, type Limiter, type LimiterOptions } from './limiter/limiter.ts';
export type { RateLimit } from './limiter/share.ts';
export { DEFAULT_RETRY, type RetrySettings } from './retry/retry.ts';
