// Removes credentials from error responses: a vendor may repeat the key in an error message (`the key … is not valid`), and
// error messages are shown to users. Successful responses are not changed, because contact values are compared and written back;
// if text from one is put into a message, it is redacted there (Connection.redact).

import type { ApiResponse } from '../request.ts';

/** Returns an error response (status 400 or higher) with its header values and the names and values of its body redacted. */
export function redactErrorResponse(response: ApiResponse, redact: (text: string) => string): ApiResponse {
  if (response.status < 400) return response;
  const headers = Object.entries(response.headers).map(([name, value]) => [name, redact(value)] as const);
  return { status: response.status, headers: Object.fromEntries(headers), body: scrub(response.body, redact) };
}

function scrub(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value === 'number') {
    // A number can be a credential, too: an API id may consist of digits only.
    const text = redact(String(value));
    return text === String(value) ? value : text;
  }
  if (Array.isArray(value)) return value.map((entry) => scrub(entry, redact));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [redact(name), scrub(member, redact)]));
}
