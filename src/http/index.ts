// The HTTP room: undici client, limiter, retry policy, redaction. It knows requests, not contacts, and names no vendor.
// Importing this file loads undici; request.ts and concurrently.ts do not.

export { type ConnectOptions, connect } from './client.ts';
export { type Clock, systemClock } from './clock.ts';
export { createLimiter, type Limiter, type LimiterOptions } from './limiter.ts';
export { createRedactor } from './redact.ts';
export { DEFAULT_RETRY, type RetrySettings } from './retry.ts';
export type { RateLimit } from './share.ts';
