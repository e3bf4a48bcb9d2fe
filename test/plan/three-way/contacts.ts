import { difference } from '../../../src/contact/difference.ts';
import type { ThreeWayCase } from './case.ts';

const JANE = { email: 'jane@example.com' };
const SUBSCRIBED = {
  status: 'subscribed',
  optedOut: false,
  since: '2024-01-01T00:00:00Z',
  cause: 'subscribed',
} as const;
const LEFT = { status: 'unsubscribed', optedOut: true, since: '2025-01-01T00:00:00Z', cause: 'unsubscribed' } as const;

export const NEVER_WRITTEN: readonly ThreeWayCase[] = [
  {
    name: 'a dropped subscription is unmanaged only',
    base: { channels: { email: { status: 'subscribed' } } },
    now: {},
    live: { channels: { email: SUBSCRIBED } },
    differences: [],
  },
  {
    name: 'the revert of an unsubscription subscribes nobody',
    base: { channels: { email: { status: 'unsubscribed' } } },
    now: {},
    live: { channels: { email: LEFT } },
    differences: [],
  },
  {
    name: 'dropped consent evidence is nothing',
    base: { channels: { email: { status: 'subscribed', consent: { source: 'checkout' } } } },
    now: { channels: { email: { status: 'subscribed' } } },
    live: { channels: { email: SUBSCRIBED } },
    differences: [],
  },
  {
    name: 'a dropped phone is unmanaged only',
    base: { identifiers: { ...JANE, phone: '+37060000001' } },
    now: { identifiers: JANE },
    live: {},
    differences: [],
  },
  {
    name: 'Loops: a dropped userId is unmanaged only',
    account: 'app',
    base: { identifiers: { ...JANE, userId: 'u1' } },
    now: { identifiers: JANE },
    live: {},
    differences: [],
  },
];

export const CONTACTS: readonly ThreeWayCase[] = [
  {
    name: 'a contact that is new since the base has nothing dropped',
    base: undefined,
    now: { scalars: { firstName: 'Jane' } },
    live: { scalars: { firstName: 'Jane', lastName: 'Doe' } },
    differences: [],
  },
  {
    name: 'a removed contact is kept by default, with all that the base declared of it',
    base: { scalars: { firstName: 'Jane' }, sets: { tags: { form: 'list', members: ['a'] } } },
    now: undefined,
    live: { scalars: { firstName: 'Jane' }, sets: { tags: ['a'] }, channels: { email: SUBSCRIBED } },
    differences: [],
    removal: 'nothing',
  },
  {
    name: 'a removed contact is unsubscribed where the account says so, and nothing else',
    onRemoved: 'unsubscribe',
    base: { scalars: { firstName: 'Jane' } },
    now: undefined,
    live: { scalars: { firstName: 'Jane' }, channels: { email: SUBSCRIBED } },
    differences: [difference(['channels', 'email', 'status'], 'subscribed', 'unsubscribed')],
    removal: 'unsubscribe',
  },
  {
    name: 'a removed contact that has opted out needs no unsubscription',
    onRemoved: 'unsubscribe',
    base: { scalars: { firstName: 'Jane' } },
    now: undefined,
    live: { channels: { email: LEFT } },
    differences: [],
    removal: 'nothing',
  },
  {
    name: 'Loops: a removed contact is deleted where the account says so',
    account: 'app',
    onRemoved: 'delete',
    base: { scalars: { firstName: 'Jane' } },
    now: undefined,
    live: { channels: { email: SUBSCRIBED } },
    differences: [],
    removal: 'delete',
  },
  {
    name: 'Loops: a removed contact that has opted out is never deleted',
    account: 'app',
    onRemoved: 'delete',
    base: { scalars: { firstName: 'Jane' } },
    now: undefined,
    live: { channels: { email: LEFT } },
    differences: [],
    removal: 'blocked-would-lose-opt-out',
  },
  {
    name: 'a protected contact is neither unsubscribed nor deleted',
    onRemoved: 'unsubscribe',
    base: { protect: true },
    now: undefined,
    live: { channels: { email: SUBSCRIBED } },
    differences: [],
    removal: 'blocked-protected',
  },
];
