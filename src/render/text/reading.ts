// Progress of reading live contacts: one line with counts, and the remaining time if the number of requests is known. Pure.

import type { Pause } from '../../http/client/pauses.ts';
import type { ReadProgress } from '../../live/source.ts';
import { neutralise } from '../neutralise.ts';
import { count, formatNumber, formatSeconds, timeLeft } from '../words/numbers.ts';

/**
 * Returns the progress of all accounts as one line.
 *
 * @param states the progress of each account, keyed by account name
 * @param spent seconds since the reading started
 */
export function readingLine(states: ReadonlyMap<string, ReadProgress>, spent: number): string {
  if (states.size === 0) return 'Reading…';
  const accounts = [...states].map(([account, state]) => `${neutralise(account)} ${describe(state, spent)}`);
  return `Reading: ${accounts.join(' · ')}`;
}

/** Says how long a vendor makes the program wait: `shop: the vendor asks for a pause of 40 s`. */
export function pauseLine({ account, milliseconds }: Pause): string {
  return `${neutralise(account)}: the vendor asks for a pause of ${formatSeconds(milliseconds / 1000)}`;
}

function describe({ requests, expected, seen }: ReadProgress, spent: number): string {
  const all = expected === undefined ? '' : ` of ${formatNumber(expected)}`;
  const unit = (expected ?? requests) === 1 ? 'request' : 'requests';
  const left = expected === undefined || requests === 0 ? [] : timeLeft((expected - requests) * (spent / requests));
  return [`${formatNumber(requests)}${all} ${unit}`, count(seen, 'contact'), ...left].join(', ');
}
