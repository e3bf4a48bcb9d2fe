// Parses the values of apply's options --timeout, --max-age and --parallelism.

import { InvalidArgumentError } from 'commander';

const MILLISECONDS = { s: 1_000, m: 60_000, h: 3_600_000 } as const;
/** The longest duration, in milliseconds. Node's timers do not support more than about 24.8 days. */
const MAX_DURATION = 24 * 24 * 3_600_000;

/**
 * Parses a duration such as `90s`, `15m` or `1h`.
 *
 * @returns milliseconds
 * @throws InvalidArgumentError if the text is not a duration, or it is longer than 24 days
 */
export function parseDuration(text: string): number {
  const [, amount = '', unit = ''] = /^(\d{1,9}(?:\.\d{1,3})?)(s|m|h)$/.exec(text) ?? [];
  const milliseconds = Number(amount) * (MILLISECONDS[unit as keyof typeof MILLISECONDS] ?? 0);
  if (milliseconds > 0 && milliseconds <= MAX_DURATION) return milliseconds;
  throw new InvalidArgumentError('Give a number with s, m or h, up to 24 days: 90s, 15m, 1h.');
}

/**
 * Parses an age: a duration, or 0.
 *
 * @returns milliseconds
 * @throws InvalidArgumentError
 */
export function parseAge(text: string): number {
  return /^0s?$/.test(text) ? 0 : parseDuration(text);
}

/**
 * Parses a number of parallel requests, from 1 to 256.
 *
 * @throws InvalidArgumentError
 */
export function parseParallelism(text: string): number {
  const amount = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (amount >= 1 && amount <= 256) return amount;
  throw new InvalidArgumentError('Give a whole number from 1 to 256.');
}
