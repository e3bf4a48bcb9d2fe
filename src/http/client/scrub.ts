// Removes credentials from error responses: a vendor may repeat the key in a refusal (`the key … is not valid`), and its text
// is shown to users. Successful responses stay untouched, because contact values are compared and written back; text from
// them is redacted where it becomes a message (Connection.redact).

import type { ApiResponse } from '../request.ts';

/** Redacts header values, and the names and values of the body, of a response with a status of 400 or higher. */
export function scrubRefusal(response: ApiResponse, redact: (text: string) => string): ApiResponse {
  if (response.status < 400) return response;
  const headers = Object.entries(response.headers).map(([name, value]) => [name, redact(value)] as const);
  return { status: response.status, headers: Object.fromEntries(headers), body: scrub(response.body, redact) };
}

function scrub(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value === 'number') {
    // An API id may consist of digits alone.
    const text = redact(String(value));
    return text === String(value) ? value : text;
  }
  if (Array.isArray(value)) return value.map((entry) => scrub(entry, redact));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [redact(name), scrub(member, redact)]));
}
