// Removes credentials from error responses: a vendor may repeat the key in an error message (`the key … is not valid`), and
// error messages are shown to users. Successful responses are not changed, because contact values are compared and written back;
// if text from one is put into a message, it is redacted there (Connection.redact).

import type { ApiResponse } from '../request.ts';

/** Returns an error response (status 400 or higher) with its header values, its words, and the names and values of its body redacted. */
export function redactErrorResponse(response: ApiResponse, redact: (text: string) => string): ApiResponse {
  if (response.status < 400) return response;
  const headers = Object.entries(response.headers).map(([name, value]) => [name, redact(value)] as const);
  const { status, words } = response;
  const body = scrub(response.body, redact);
  return {
    status,
    headers: Object.fromEntries(headers),
    body,
    ...(words === undefined ? {} : { words: redact(words) }),
  };
}

/** A copy of an array or object whose members are still to be filled in. */
interface Unfinished {
  readonly source: object;
  readonly copy: unknown[] | Record<string, unknown>;
}

/**
 * Copies a JSON value and redacts all texts in it. Uses a list of unfinished copies instead of recursion, because a body may be
 * nested deeper than the call stack allows.
 */
function scrub(value: unknown, redact: (text: string) => string): unknown {
  const unfinished: Unfinished[] = [];
  const copied = (member: unknown): unknown => {
    if (typeof member !== 'object' || member === null) return scrubScalar(member, redact);
    const copy = Array.isArray(member) ? [] : {};
    unfinished.push({ source: member, copy });
    return copy;
  };
  const root = copied(value);
  for (let next = unfinished.pop(); next !== undefined; next = unfinished.pop()) {
    const { source, copy } = next;
    if (Array.isArray(copy)) for (const member of source as readonly unknown[]) copy.push(copied(member));
    else for (const [name, member] of Object.entries(source)) define(copy, redact(name), copied(member));
  }
  return root;
}

/** Sets a member. A plain assignment to `__proto__` would set the prototype instead. */
function define(object: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, configurable: true, enumerable: true, writable: true });
}

function scrubScalar(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'number') return value;
  // A number can be a credential, too: an API id may consist of digits only.
  const text = redact(String(value));
  return text === String(value) ? value : text;
}
