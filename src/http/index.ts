// The HTTP room: undici client, limiter, retry policy, redaction. It knows requests, not contacts, and names no vendor.
// Importing this file loads undici; request.ts and concurrently.ts do not.

export { type ConnectOptions, connect } from './client/client.ts';
export { createLimiter, type Limiter } from './limiter/limiter.ts';
