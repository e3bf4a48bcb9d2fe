// Formats numbers, plurals, durations and lists as text, the same in every output format. Pure.

/** Formats an integer, independently of the locale: `1,204`. */
export function formatNumber(value: number): string {
  // Avoid toLocaleString: its first call takes as long as planning a thousand contacts.
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** Formats a number with its noun in singular or plural: `1 request`, `1,204 requests`. */
export function count(value: number, one: string, many = `${one}s`): string {
  return `${formatNumber(value)} ${value === 1 ? one : many}`;
}

/** Formats a duration: `3 s`, `14 min`, `2 h 5 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 120) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const rest = minutes % 60;
  return `${formatNumber((minutes - rest) / 60)} h${rest === 0 ? '' : ` ${rest} min`}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Formats an RFC 3339 instant, independently of the locale: `28 Nov 2026 14:02 UTC`. Returns anything else as it is. */
export function formatInstant(instant: string): string {
  const [, year, month, day, time] = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)/.exec(toUtc(instant) ?? '') ?? [];
  return time === undefined ? instant : `${Number(day)} ${MONTHS[Number(month) - 1]} ${year} ${time} UTC`;
}

function toUtc(instant: string): string | undefined {
  const milliseconds = Date.parse(instant);
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString();
}

/** Number of characters that are shown of the id of a commit or a plan. */
export const SHORT_ID = 12;

/** Returns one phrase, `about 40 s left`, or none below one second. */
export function timeLeft(seconds: number): readonly string[] {
  return seconds < 1 ? [] : [`about ${formatSeconds(seconds)} left`];
}

/** Lists at most `most` names, and counts the rest: `a, b, c and 34 more`. */
export function nameSome(names: readonly string[], most: number): string {
  const rest = names.length - most;
  return names.slice(0, most).join(', ') + (rest > 0 ? ` and ${formatNumber(rest)} more` : '');
}

/** Lists texts: `a, b and c`. */
export function joinAnd(texts: readonly string[]): string {
  return [texts.slice(0, -1).join(', '), ...texts.slice(-1)].filter((part) => part !== '').join(' and ');
}
