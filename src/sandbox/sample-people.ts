// Generates the names, emails and dates of sample contacts. Every simulated vendor builds its sample contacts from them.

import { pick } from './seeded.ts';

const DAY = 86_400_000;
const FIRST_DAY = Date.UTC(2023, 0, 1);

const FIRST_NAMES = [
  ...(['Ada', 'Bela', 'Chidi', 'Dana', 'Emil', 'Fatima', 'Goran', 'Hana'] as const),
  ...(['Ines', 'Jonas', 'Kaja', 'Liam', 'Mei', 'Noor', 'Øyvind', 'Zoë'] as const),
] as const;
const LAST_NAMES = [
  ...(['Adams', 'Bauer', 'Costa', 'Dubois', 'Eriksen', 'Fischer', 'García'] as const),
  ...(['Haddad', 'Ivanova', 'Jansen', 'Kowalski', 'Larsen', 'Novák', "O'Brien"] as const),
] as const;

/** Formats the number of a sample contact with six digits: `000001`. */
export function sampleNumber(n: number): string {
  return String(n).padStart(6, '0');
}

/** Returns the email of a sample contact: `user000001@example.com`. */
export function sampleEmail(n: number): string {
  return `user${sampleNumber(n)}@example.com`;
}

/** Returns a random first name. */
export function firstName(random: () => number): string {
  return pick(random, FIRST_NAMES);
}

/** Returns a random last name. */
export function lastName(random: () => number): string {
  return pick(random, LAST_NAMES);
}

/**
 * Returns a random instant that is a whole number of days after the instant `after`.
 *
 * @param days exclusive upper bound of the number of days
 * @param after milliseconds since the epoch (default: 2023-01-01)
 * @returns milliseconds since the epoch
 */
export function someDay(random: () => number, days: number, after = FIRST_DAY): number {
  return after + Math.floor(random() * days) * DAY;
}
