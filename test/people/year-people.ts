// The people of the year: who they are, at which accounts they are on the first day, and who of them will do what. What a vendor
// has of them is written in the vendor's own words.

import type { VendorState } from './vendors.ts';

export const ACCOUNT_NAMES = ['shop', 'app', 'news'] as const;
export type AccountName = (typeof ACCOUNT_NAMES)[number];

const LONG_AGO = '2023-05-01T10:00:00Z';

/** All of them are at `shop`, except for those whom only the newsletter knew. */
const EVERYBODY = range(0, 500);

type Group =
  | 'app'
  | 'news'
  | 'goneBefore'
  | 'onlyNews'
  | 'webinar'
  | 'leaving'
  | 'complaining'
  | 'moving'
  | 'forgotten'
  | 'returning';

/** Numbers of people. */
export const GROUPS: Readonly<Record<Group, readonly number[]>> = {
  /** At `app` as well. */
  app: range(0, 100),
  /** At `news` as well. */
  news: EVERYBODY.filter((number) => number % 2 === 0),
  /** Had left everywhere before the year began. */
  goneBefore: range(490, 500),
  /** At `news` alone. */
  onlyNews: [494, 496, 498],
  webinar: range(20, 140),
  /** Leave at `shop`. */
  leaving: [...range(10, 30), ...range(100, 120)],
  /** Complain at `news`. */
  complaining: [...evens(range(30, 38)), ...evens(range(120, 136))],
  /** Change their address; three of them will have left before. */
  moving: [...range(0, 7), ...range(27, 30), ...range(200, 220)],
  /** Ask to be forgotten; three of them will have left before. */
  forgotten: [10, 11, 12, 60, 61, 160, 161, 300, 301, 302],
  /** Of those who leave: subscribe again at `shop`, by themselves. */
  returning: [13, 14, 100, 101, 102],
};

/** Come by the webinar: nobody knows their addresses, except for the last three, who have left before. */
export const ATTENDEES: readonly string[] = [
  ...range(0, 17).map((number) => `attendee${number}@example.com`),
  ...GROUPS.onlyNews.map(addressOf),
];

export function addressOf(number: number): string {
  return `person${String(number).padStart(3, '0')}@example.com`;
}

/** The address to which somebody moves. */
export function newAddressOf(number: number): string {
  return `moved${String(number).padStart(3, '0')}@example.org`;
}

export function numbersAt(account: AccountName): readonly number[] {
  return account === 'shop' ? EVERYBODY.filter((number) => !GROUPS.onlyNews.includes(number)) : GROUPS[account];
}

/** What the vendors have on the first day, by account, as the sandbox takes it. */
export function firstDay(): Readonly<Record<AccountName, VendorState>> {
  return {
    shop: { omnisend: { contacts: numbersAt('shop').map(customer) } },
    app: { loops: { contacts: GROUPS.app.map(user) } },
    news: { envoke: { interests: [{ name: 'monthly' }], contacts: GROUPS.news.map(reader) } },
  };
}

function hasLeft(number: number): boolean {
  return GROUPS.goneBefore.includes(number);
}

function customer(number: number): VendorState {
  const email = { status: hasLeft(number) ? 'unsubscribed' : 'subscribed', statusChangedAt: LONG_AGO };
  return {
    identifiers: [{ type: 'email', id: addressOf(number), channels: { email } }],
    firstName: `First${number}`,
    tags: number % 5 === 0 ? ['vip'] : [],
  };
}

function user(number: number): VendorState {
  return { email: addressOf(number), userId: `u${number}`, firstName: `First${number}`, subscribed: !hasLeft(number) };
}

function reader(number: number): VendorState {
  return {
    email: addressOf(number),
    first_name: `First${number}`,
    consent_status: hasLeft(number) ? 'Revoked' : 'Express',
    interests: number % 4 === 0 ? ['monthly'] : [],
  };
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

function evens(numbers: readonly number[]): readonly number[] {
  return numbers.filter((number) => number % 2 === 0);
}
