// The small world of the histories: three or four accounts, some people, what the manifests declare of them, and what happens.

import type { DesiredChannel } from '../../src/contact/consent.ts';
import type { DesiredContact } from '../../src/contact/contact.ts';
import type { Channel } from '../../src/contact/fields.ts';
import type { Account } from '../../src/manifest/configuration.ts';
import { digestOf } from '../../src/manifest/suppressions/digest.ts';
import { DIALECTS, type DialectName } from '../../src/providers/table.ts';
import { accountOf } from '../builders/accounts.ts';
import { aDesired } from '../builders/contacts.ts';
import type { Deed } from './mailing.ts';

export const PEOPLE = ['ann', 'bob'] as const;
export type Person = (typeof PEOPLE)[number];

/** The addresses of the world: everybody has a second one, to which an entry may be edited. */
export const EMAILS = PEOPLE.flatMap(emailsOf);

export function emailsOf(person: Person): readonly string[] {
  return [emailOf(person, false), emailOf(person, true)];
}

export function emailOf(person: Person, isSecond: boolean): string {
  return `${person}${isSecond ? '.two' : ''}@example.com`;
}

/** Everybody has one phone. */
export function phoneOf(person: Person): string {
  return `+3706000000${PEOPLE.indexOf(person) + 1}`;
}

/** Everything by which the people of the world can be reached. */
export const ADDRESSES = PEOPLE.flatMap(addressesOf);

export function addressesOf(person: Person): readonly string[] {
  return [...emailsOf(person), phoneOf(person)];
}

/** The addresses of the person who has this one. */
export function addressesWith(address: string): readonly string[] {
  return PEOPLE.map(addressesOf).find((own) => own.includes(address)) ?? [];
}

/** The channel that writes to an address. */
export function channelTo(address: string): Channel {
  return address.startsWith('+') ? 'sms' : 'email';
}

const FIRST_DAY = Date.parse('2024-01-01T00:00:00Z');

/** The tick of a day. */
export function tickOf(day: string): number {
  return (Date.parse(day) - FIRST_DAY) / 86_400_000;
}

export function dayOf(tick: number): string {
  return new Date(FIRST_DAY + tick * 86_400_000).toISOString().replace('.000Z', 'Z');
}

/** What one commit declares of a person. */
interface Declaration {
  readonly accounts: readonly string[];
  readonly isSecondEmail: boolean;
  readonly status: 'subscribed' | 'unsubscribed' | undefined;
  /** What is declared of text messages, where the vendor has them. Absent: the phone is not declared either. */
  readonly sms?: 'subscribed' | 'unsubscribed';
  /** What an `at:` block says of single accounts. Random histories have none. */
  readonly at?: Readonly<Record<string, 'subscribed' | 'unsubscribed'>>;
  /** `createdAt` is RFC 3339. */
  readonly evidence?: { readonly createdAt: string; readonly supersedes: boolean };
  readonly firstName: string;
  /** Declared with a userId, too, where the vendor has one. Random histories have none. */
  readonly hasUserId?: true;
}

/** What the manifests say after a commit. */
export interface Revision {
  readonly people: Readonly<Partial<Record<Person, Declaration>>>;
  /** Who must not be mailed. */
  readonly suppressed: readonly Person[];
  /** Who asked to be forgotten. */
  readonly forgotten: readonly Person[];
  /** Names of accounts that were renamed, by the names that they have at their vendors. */
  readonly names: Names;
}

/** What accounts are called in the manifests, by the names that they have at their vendors; absent: the same. */
export type Names = Readonly<Record<string, string>>;

export const NOTHING_DECLARED: Revision = { people: {}, suppressed: [], forgotten: [], names: {} };

/** Key of the digests that name who is to be forgotten. */
const DIGEST_KEY = { id: 'k1', value: 'a-key-that-is-long-enough-for-this' } as const;
export const DIGEST_VARIABLES = { ROLLCALL_DIGEST_KEY_K1: DIGEST_KEY.value } as const;

export function digestsOf(person: Person): readonly string[] {
  return addressesOf(person).map((address) => digestOf(address, DIGEST_KEY.id, DIGEST_KEY.value));
}

export type Event =
  | { readonly kind: 'declare'; readonly person: Person; readonly declaration: Declaration }
  | { readonly kind: 'drop' | 'edit address' | 'suppress' | 'forget'; readonly person: Person }
  | { readonly kind: 'revert'; readonly commits: number }
  | { readonly kind: Deed; readonly person: Person; readonly account: string; readonly isSecondEmail: boolean }
  /** The manifests give an account another name; the account that has that name gets the former one. */
  | { readonly kind: 'rename account'; readonly account: string; readonly to: string }
  | { readonly kind: 'apply' }
  /** `rollcall rollback`: the newest apply that wrote something is taken back. */
  | { readonly kind: 'roll back' }
  /** `rollcall pull --opt-outs --take channels`: the manifests take over what people chose. Random histories have none. */
  | { readonly kind: 'pull' }
  | { readonly kind: 'apply one account' | 'apply while one is down'; readonly account: string }
  | { readonly kind: 'apply and be killed'; readonly writes: number }
  | { readonly kind: 'leave before the apply'; readonly person: Person; readonly account: string };

/** The address with which somebody does something at a vendor. */
export function addressOfDeed({ kind, person, isSecondEmail }: Extract<Event, { readonly kind: Deed }>): string {
  return kind === 'leave by sms' || kind === 'return by sms' ? phoneOf(person) : emailOf(person, isSecondEmail);
}

/** The kinds of random histories. */
export const EVENT_KINDS: readonly Exclude<Event['kind'], 'pull'>[] = [
  'declare',
  'drop',
  'edit address',
  'suppress',
  'forget',
  'revert',
  'leave',
  'return',
  'complain',
  'bounce',
  'vanish',
  'sign up',
  'leave by sms',
  'return by sms',
  'rename account',
  'apply',
  'apply one account',
  'apply while one is down',
  'apply and be killed',
  'leave before the apply',
  'roll back',
];

/** Some kinds happen more often, and most of what happens concerns one person, so that one thing leads to another. */
const OFTEN: typeof EVENT_KINDS = [...EVENT_KINDS, 'declare', 'declare', 'declare', 'apply', 'apply', 'apply'];
const MOSTLY: readonly Person[] = ['ann', 'ann', 'ann', 'bob'];

const DIALECT_OF: Readonly<Record<string, readonly DialectName[]>> = {
  shop: ['omnisend@2026-03-15', 'omnisend@v5', 'omnisend@v3'],
  app: ['loops@v1'],
  news: ['envoke@v1'],
  outlet: ['omnisend@2026-03-15', 'omnisend@v5', 'omnisend@v3'],
};

/** A name that no account has in the beginning. */
const OTHER_NAME = 'store';

/** A repeatable source of chance (mulberry32). */
function chance(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Chance = ReturnType<typeof chance>;

export interface History {
  /** Whether opt-outs are carried to the sender's other accounts. */
  readonly spreads: boolean;
  readonly accounts: readonly Account[];
  readonly events: readonly Event[];
}

export function historyOf(seed: number): History {
  const draw = chance(seed);
  // A second account of a vendor with text messages makes opt-outs of them count elsewhere, and takes time.
  const declared = Object.entries(DIALECT_OF).filter(([name]) => name !== 'outlet' || draw(3) === 0);
  const accounts = declared.map(([name, dialects]) => accountFor(name, dialects, draw));
  const names = accounts.map(({ name }) => name);
  const events = Array.from({ length: 8 + draw(10) }, (_, tick) => eventOf(draw, names, tick));
  return {
    spreads: draw(3) === 0,
    accounts,
    events: [{ kind: 'declare', person: 'ann', declaration: declarationOf(draw, names, 0) }, ...events],
  };
}

function accountFor(name: string, dialects: readonly DialectName[], draw: Chance): Account {
  const dialect = pick(dialects, draw);
  const resubscribe = draw(3) === 0 ? 'never' : 'with-consent';
  // Usually one sender; sometimes the newsletter is another one's.
  const sender = name === 'news' && draw(4) === 0 ? { sender: 'Others' } : {};
  return accountOf(DIALECTS[dialect], { name, resubscribe, ...sender });
}

function pick<T>(values: readonly T[], draw: Chance): T {
  return values[draw(values.length)] as T;
}

function eventOf(draw: Chance, accounts: readonly string[], tick: number): Event {
  const kind = pick(OFTEN, draw);
  const person = pick(MOSTLY, draw);
  const account = pick(accounts, draw);
  switch (kind) {
    case 'declare':
      return { kind, person, declaration: declarationOf(draw, accounts, tick) };
    case 'drop':
    case 'edit address':
    case 'suppress':
    case 'forget':
      return { kind, person };
    case 'revert':
      return { kind, commits: 1 + draw(3) };
    case 'rename account':
      return { kind, account, to: pick([...accounts, OTHER_NAME], draw) };
    case 'apply':
    case 'roll back':
      return { kind };
    case 'apply one account':
    case 'apply while one is down':
      return { kind, account };
    case 'apply and be killed':
      return { kind, writes: draw(4) };
    case 'leave before the apply':
      return { kind, person, account };
    default:
      return { kind, person, account, isSecondEmail: draw(6) === 0 };
  }
}

function declarationOf(draw: Chance, names: readonly string[], tick: number): Declaration {
  const accounts = names.filter(() => draw(3) > 0);
  const evidence = { createdAt: dayOf(Math.max(0, tick - draw(4))), supersedes: draw(3) > 0 };
  return {
    accounts: accounts.length === 0 ? [pick(names, draw)] : accounts,
    isSecondEmail: draw(6) === 0,
    status: pick(['subscribed', 'subscribed', 'subscribed', 'unsubscribed', undefined] as const, draw),
    ...(draw(3) === 0 ? { sms: pick(['subscribed', 'subscribed', 'unsubscribed'] as const, draw) } : {}),
    ...(draw(3) > 0 ? { evidence } : {}),
    firstName: pick(['A', 'B'], draw),
  };
}

/**
 * The contacts that a revision declares, in the order of their keys.
 *
 * @param accounts under the names that they have at their vendors
 * @param names what the contacts' accounts are called; absent: as at their vendors
 */
export function contactsOf(
  revision: Revision,
  accounts: readonly Account[],
  names: Names = {},
): readonly DesiredContact[] {
  const contacts = PEOPLE.flatMap((person) => {
    const declaration = revision.people[person];
    if (declaration === undefined) return [];
    return accounts
      .filter(({ name }) => declaration.accounts.includes(name))
      .map((account) => contactOf(person, declaration, account, names));
  });
  return contacts.sort((a, b) => (a.key < b.key ? -1 : 1));
}

function contactOf(
  person: Person,
  declaration: Declaration,
  { name, capabilities }: Account,
  { [name]: account = name }: Names,
): DesiredContact {
  const email = emailOf(person, declaration.isSecondEmail);
  const userId = declaration.hasUserId === true && capabilities.fields.userId.has ? { userId: person } : {};
  const needsBasis = capabilities.channels.email?.basisRequired === true;
  const channel = channelOf({ ...declaration, status: declaration.at?.[name] ?? declaration.status }, needsBasis);
  const sms = capabilities.channels.sms && channelOf({ ...declaration, status: declaration.sms }, false);
  return aDesired({
    account,
    key: `${account}/${email}`,
    source: { file: 'people.yaml', line: 10 * (PEOPLE.indexOf(person) + 1), column: 5 },
    identifiers: { email, ...userId, ...(sms === undefined ? {} : { phone: phoneOf(person) }) },
    scalars: { firstName: declaration.firstName },
    channels: { ...(channel === undefined ? {} : { email: channel }), ...(sms === undefined ? {} : { sms }) },
  });
}

function channelOf(
  { status, evidence }: Pick<Declaration, 'status' | 'evidence'>,
  needsBasis: boolean,
): DesiredChannel | undefined {
  if (status !== 'subscribed') return status && { status };
  const basis = needsBasis ? ({ basis: 'express' } as const) : {};
  if (evidence === undefined) return { status, ...basis };
  const { createdAt, supersedes } = evidence;
  return {
    status,
    ...basis,
    consent: { source: 'form', createdAt, ...(supersedes ? { supersedesOptOut: true } : {}) },
  };
}
