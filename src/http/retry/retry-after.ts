/** Milliseconds that a Retry-After header asks for, in either of its forms (RFC 9110, 10.2.3); undefined if it is neither. */
export function parseRetryAfter(text: string, now: number): number | undefined {
  const trimmed = text.trim();
  if (/^\d+(?:\.\d+)?$/.test(trimmed)) return Number(trimmed) * 1000;
  // An HTTP date names its weekday; anything else that Date would take is not meant.
  if (!/^[A-Z][a-z]{2,8},? /.test(trimmed)) return undefined;
  const date = Date.parse(trimmed);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
