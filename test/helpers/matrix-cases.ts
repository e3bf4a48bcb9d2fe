// Every kind of change that the matrices make, by account: how the person is at the vendor before, what the manifest says, and
// how the person is afterwards. Nothing of rollcall computes any of the three.

import { type Person, person } from '../contract/person.ts';

export type AccountName = 'shop' | 'app' | 'news';

export interface Case {
  /** Absent: the contact is created. */
  readonly before?: Person;
  /** The entry in the manifest, without its accounts. */
  readonly entry: Readonly<Record<string, unknown>>;
  readonly after: Person;
}

/** @param n the number of the person, in the whole world */
type MakeCase = (n: number) => Case;

const SUBSCRIBED = {
  status: 'subscribed',
  statusChangedAt: '2026-05-01T00:00:00Z',
  consent: { source: 'checkout form', createdAt: '2026-05-01T00:00:00Z' },
};

function email(n: number): string {
  return `person${n}@example.com`;
}

function phone(n: number): string {
  return `+3706${String(n).padStart(7, '0')}`;
}

/** Somebody who is there, and what of it changes. */
function update(before: Person, entry: Case['entry'], after: Partial<Person>): Case {
  return { before, entry: { email: before.email, ...entry }, after: { ...before, ...after } };
}

function create(entry: Case['entry'], after: Partial<Person>): Case {
  return { entry, after: { status: 'nonSubscribed', scalars: {}, sets: {}, properties: {}, ...after } };
}

const AT_SHOP: readonly MakeCase[] = [
  (n) =>
    create(
      { email: email(n), firstName: `New ${n}`, customProperties: { planName: 'free', seats: n } },
      { email: email(n), scalars: { firstName: `New ${n}` }, properties: { planName: 'free', seats: n } },
    ),
  (n) =>
    create(
      { email: email(n), tags: { vip: true, welcome: true }, channels: { email: SUBSCRIBED } },
      { email: email(n), status: 'subscribed', sets: { tags: ['vip', 'welcome'] } },
    ),
  (n) =>
    create(
      { phone: phone(n), firstName: `Caller ${n}`, tags: { vip: true } },
      {
        phone: phone(n),
        sms: 'nonSubscribed',
        scalars: { firstName: `Caller ${n}` },
        sets: { tags: ['vip'] },
      },
    ),
  (n) =>
    update(
      person({ email: email(n), scalars: { firstName: 'Jane', city: 'Paris' }, properties: { age: 33 } }),
      { firstName: `Jane ${n}`, city: 'London' },
      { scalars: { firstName: `Jane ${n}`, city: 'London' } },
    ),
  (n) =>
    update(
      person({ email: email(n), properties: { age: 33, height: 180, kept: 'yes' } }),
      { customProperties: { age: 34, height: null, colors: ['blue', 'green'] } },
      { properties: { age: 34, kept: 'yes', colors: ['blue', 'green'] } },
    ),
  (n) =>
    update(
      person({ email: email(n), sets: { tags: ['old', 'vip'] } }),
      { tags: ['returning', 'vip'] },
      { sets: { tags: ['returning', 'vip'] } },
    ),
  (n) =>
    update(
      person({ email: email(n), sets: { tags: ['kept', 'old'] } }),
      { tags: { vip: true, old: false } },
      { sets: { tags: ['kept', 'vip'] } },
    ),
  (n) =>
    update(
      person({ email: email(n), sets: { tags: ['old'] }, scalars: { lastName: 'Doe' } }),
      { lastName: `Doe ${n}`, tags: { [`group-${n % 5}`]: true, old: false } },
      { scalars: { lastName: `Doe ${n}` }, sets: { tags: [`group-${n % 5}`] } },
    ),
  (n) =>
    update(
      person({ email: email(n) }),
      { channels: { email: { status: 'unsubscribed', statusChangedAt: '2026-05-02T00:00:00Z' } } },
      { status: 'unsubscribed' },
    ),
  (n) =>
    update(
      person({ email: email(n), status: 'nonSubscribed' }),
      { channels: { email: SUBSCRIBED } },
      { status: 'subscribed' },
    ),
  (n) => update(person({ email: email(n) }), { phone: phone(n) }, { phone: phone(n), sms: 'nonSubscribed' }),
];

const AT_APP: readonly MakeCase[] = [
  (n) =>
    create(
      { email: email(n), userId: `u_${n}`, group: 'trial', channels: { email: SUBSCRIBED }, lists: { news: true } },
      {
        email: email(n),
        userId: `u_${n}`,
        status: 'subscribed',
        scalars: { group: 'trial' },
        sets: { lists: ['news'] },
      },
    ),
  (n) =>
    create(
      { email: email(n), firstName: `New ${n}`, channels: { email: 'unsubscribed' }, customProperties: { seats: n } },
      { email: email(n), status: 'unsubscribed', scalars: { firstName: `New ${n}` }, properties: { seats: n } },
    ),
  (n) =>
    update(
      person({ email: email(n), userId: `u_${n}`, scalars: { firstName: 'Jane', lastName: 'Doe' } }),
      { firstName: `Jane ${n}` },
      { scalars: { firstName: `Jane ${n}`, lastName: 'Doe' } },
    ),
  (n) =>
    update(
      person({ email: email(n), properties: { planName: 'free', seats: 3, onTrial: true } }),
      { customProperties: { planName: `team ${n}`, seats: null, onTrial: false } },
      { properties: { planName: `team ${n}`, onTrial: false } },
    ),
  (n) =>
    update(
      person({ email: email(n), userId: `u_${n}`, sets: { lists: ['beta', 'promo'] } }),
      { lists: { news: true, beta: false } },
      { sets: { lists: ['news', 'promo'] } },
    ),
  (n) =>
    update(
      person({ email: email(n), sets: { lists: ['beta', 'promo'] } }),
      { lists: ['beta', 'news'], lastName: `Doe ${n}` },
      { sets: { lists: ['beta', 'news'] }, scalars: { lastName: `Doe ${n}` } },
    ),
  (n) => update(person({ email: email(n) }), { channels: { email: 'unsubscribed' } }, { status: 'unsubscribed' }),
  (n) =>
    update(
      person({ email: `old-${email(n)}`, userId: `u_${n}` }),
      { email: email(n), userId: `u_${n}`, previously: { email: `old-${email(n)}` } },
      { email: email(n) },
    ),
];

const AT_NEWS: readonly MakeCase[] = [
  (n) =>
    create(
      {
        email: email(n),
        userId: `crm-${n}`,
        firstName: `New ${n}`,
        lists: ['news'],
        customProperties: { planName: 'a' },
      },
      {
        email: email(n),
        userId: `crm-${n}`,
        scalars: { firstName: `New ${n}` },
        sets: { lists: ['news'] },
        properties: { planName: 'a' },
      },
    ),
  (n) =>
    create(
      { email: email(n), company: 'Example Ltd', channels: { email: { ...SUBSCRIBED, basis: 'express' } } },
      { email: email(n), status: 'subscribed', scalars: { company: 'Example Ltd' } },
    ),
  (n) =>
    update(
      person({ email: email(n), userId: `crm-${n}`, scalars: { city: 'Toronto', company: 'Acme' } }),
      { city: 'Winnipeg', title: `Buyer ${n}` },
      { scalars: { city: 'Winnipeg', company: 'Acme', title: `Buyer ${n}` } },
    ),
  (n) =>
    update(
      person({ email: email(n), properties: { planName: 'free', joinedAt: '2024-01-01' } }),
      { customProperties: { planName: `team ${n}`, joinedAt: null } },
      { properties: { planName: `team ${n}` } },
    ),
  (n) =>
    update(
      person({ email: email(n), sets: { lists: ['beta'], autoresponders: ['promo'] } }),
      { lists: { news: true, beta: false }, autoresponders: { promo: false } },
      { sets: { lists: ['news'] } },
    ),
  (n) =>
    update(
      person({ email: email(n), phone: '+1 204 555-0100' }),
      { phone: phone(n), lists: ['beta', 'promo'] },
      { phone: phone(n), sets: { lists: ['beta', 'promo'] } },
    ),
  (n) =>
    update(
      person({ email: email(n), status: 'nonSubscribed' }),
      { channels: { email: { ...SUBSCRIBED, basis: 'express' } } },
      { status: 'subscribed' },
    ),
  (n) => update(person({ email: email(n) }), { channels: { email: 'unsubscribed' } }, { status: 'unsubscribed' }),
  (n) =>
    update(
      person({ email: `old-${email(n)}`, userId: `crm-${n}` }),
      { email: email(n), previously: { email: `old-${email(n)}` } },
      { email: email(n) },
    ),
];

export const CASES: Readonly<Record<AccountName, readonly MakeCase[]>> = {
  shop: AT_SHOP,
  app: AT_APP,
  news: AT_NEWS,
};
