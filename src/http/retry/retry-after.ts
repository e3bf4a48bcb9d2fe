/**
 * Parses a Retry-After header: seconds or an HTTP date (RFC 9110, 10.2.3).
 *
 * @param now milliseconds since the epoch
 * @returns the delay in milliseconds; undefined if the text is in neither format
 */
export function parseRetryAfter(text: string, now: number): number | undefined {
  const trimmed = text.trim();
  if (/^\d+(?:\.\d+)?$/.test(trimmed)) return Number(trimmed) * 1000;
  // An HTTP date begins with the weekday; reject the other formats that Date.parse accepts.
  if (!/^[A-Z][a-z]{2,8},? /.test(trimmed)) return undefined;
  const date = Date.parse(trimmed);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
