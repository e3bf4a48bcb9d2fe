// A vendor may repeat the credential in a refusal (`the key … is not valid`), and its words are shown. Only refusals are
// scrubbed whole: a value of a contact is compared and written, and must stay what it is. What a success says in words is
// scrubbed where it becomes a message (Connection.redact).

import type { ApiResponse } from '../request.ts';

export function scrubRefusal(response: ApiResponse, redact: (text: string) => string): ApiResponse {
  if (response.status < 400) return response;
  const headers = Object.entries(response.headers).map(([name, value]) => [name, redact(value)] as const);
  return { status: response.status, headers: Object.fromEntries(headers), body: scrub(response.body, redact) };
}

function scrub(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value === 'number') {
    // An API id may be digits alone.
    const text = redact(String(value));
    return text === String(value) ? value : text;
  }
  if (Array.isArray(value)) return value.map((entry) => scrub(entry, redact));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [redact(name), scrub(member, redact)]));
}
