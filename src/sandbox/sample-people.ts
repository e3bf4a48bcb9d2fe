// Who the sandbox is filled with: names and days from which every vendor draws, each in its own way.

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

/** `000001`, `000002`, … */
export function sampleNumber(n: number): string {
  return String(n).padStart(6, '0');
}

export function sampleEmail(n: number): string {
  return `user${sampleNumber(n)}@example.com`;
}

export function firstName(random: () => number): string {
  return pick(random, FIRST_NAMES);
}

export function lastName(random: () => number): string {
  return pick(random, LAST_NAMES);
}

/** A whole number of days, fewer than so many, after a moment (milliseconds). */
export function someDay(random: () => number, days: number, after = FIRST_DAY): number {
  return after + Math.floor(random() * days) * DAY;
}
