// Writes values of typed data as texts that lose nothing: numbers with every digit, and dates and times in ISO 8601. Pure.

/** Returns the text of a number that is stored in 64 bits; the shortest one that is read as the same number. */
export function doubleText(value: number): string {
  return Object.is(value, -0) ? '0' : String(value);
}

/** Returns the shortest text that is read as the same number by somebody who stores it in 32 bits: 0.1, not 0.10000000149011612. */
export function floatText(value: number): string {
  for (let digits = 1; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return doubleText(short);
  }
  return doubleText(value);
}

/** Returns the text of a decimal number, given as a whole number of units of which 10 to the power of `scale` make one. */
export function decimalText(units: bigint, scale: number): string {
  if (scale <= 0) return String(units * 10n ** BigInt(-scale));
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

const DAY_MS = 86_400_000;

/** Returns a day as YYYY-MM-DD; undefined before the year 0 and after the year 9999. @param days number of days since 1970 */
export function dateText(days: number): string | undefined {
  return isoText(days * DAY_MS)?.slice(0, 10);
}

/** Number of decimals of a second that a clock counts: milliseconds, microseconds or nanoseconds. */
export type Decimals = 0 | 3 | 6 | 9;

/**
 * Returns a date with a time: 2024-05-02T09:00:00.25Z.
 *
 * @param ticks time since 1970, in the smallest unit that is counted
 * @param zone `Z` if the time is that of UTC; empty if the data do not say where the time is meant
 * @returns undefined before the year 0 and after the year 9999
 */
export function instantText(ticks: bigint, decimals: Decimals, zone: 'Z' | ''): string | undefined {
  const [seconds, fraction] = splitSeconds(ticks, decimals);
  const whole = isoText(Number(seconds) * 1000);
  return whole === undefined ? undefined : whole.slice(0, 19) + fraction + zone;
}

/** Returns a time of day: 09:00:00.25. @param ticks time since midnight, in the smallest unit that is counted */
export function timeText(ticks: bigint, decimals: Decimals): string | undefined {
  const [seconds, fraction] = splitSeconds(ticks, decimals);
  if (seconds < 0n || seconds > 86_400n) return undefined;
  if (seconds === 86_400n) return `24:00:00${fraction}`;
  return `${isoText(Number(seconds) * 1000)?.slice(11, 19)}${fraction}`;
}

/** Splits a time into whole seconds, rounded down, and the text of the rest: `.25`, or nothing. */
function splitSeconds(ticks: bigint, decimals: Decimals): readonly [seconds: bigint, fraction: string] {
  const perSecond = 10n ** BigInt(decimals);
  const rest = ((ticks % perSecond) + perSecond) % perSecond;
  const fraction = rest === 0n ? '' : `.${String(rest).padStart(decimals, '0').replace(/0+$/, '')}`;
  return [(ticks - rest) / perSecond, fraction];
}

const YEAR_0 = Date.UTC(2000, 0, 1) - 2000 * 365.2425 * DAY_MS;
const YEAR_10000 = Date.UTC(10_000, 0, 1);

function isoText(ms: number): string | undefined {
  return ms >= YEAR_0 && ms < YEAR_10000 ? new Date(ms).toISOString() : undefined;
}

/** Returns the whole number that bytes say: the highest byte first, negative numbers as two's complement. */
export function bigEndian(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${hex}`));
}
