// Progress of reading live contacts: one line with counts, and the remaining time if the number of requests is known. Pure.

import type { ReadProgress } from '../../live/source.ts';
import { neutralise } from '../inert.ts';
import { count, formatNumber, timeLeft } from '../words/numbers.ts';

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

function describe({ requests, expected, seen }: ReadProgress, spent: number): string {
  const all = expected === undefined ? '' : ` of ${formatNumber(expected)}`;
  const unit = (expected ?? requests) === 1 ? 'request' : 'requests';
  const left = expected === undefined || requests === 0 ? [] : timeLeft((expected - requests) * (spent / requests));
  return [`${formatNumber(requests)}${all} ${unit}`, count(seen, 'contact'), ...left].join(', ');
}
