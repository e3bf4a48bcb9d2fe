// Generates random histories: commits, changes at the vendor by contacts and colleagues, and plans that are applied or not.

import fc from 'fast-check';
import type { DesiredChannel } from '../../../src/contact/consent.ts';
import type { DeclaredSet, DesiredContact } from '../../../src/contact/contact.ts';
import type { Channel, SetField } from '../../../src/contact/fields.ts';
import type { Account } from '../../../src/manifest/configuration.ts';
import type { Capabilities } from '../../../src/providers/capabilities.ts';
import type { DialectName } from '../../../src/providers/table.ts';
import { account, desired } from '../subject.ts';

export const PEOPLE = ['ann', 'bob', 'cyd', 'dan', 'eve', 'fay'] as const;
export type Person = (typeof PEOPLE)[number];

export function emailOf(person: Person): string {
  return `${person}@example.com`;
}

export function phoneOf(person: Person): string {
  return `+3706000000${PEOPLE.indexOf(person)}`;
}

/** The contacts that one commit declares, by person. */
export type Revision = Readonly<Partial<Record<Person, DesiredContact>>>;

export type Step =
  | { readonly kind: 'commit'; readonly people: readonly (readonly [Person, Draw | undefined])[] }
  /** A revert to the manifests of an earlier commit. */
  | { readonly kind: 'revert'; readonly commits: number }
  | {
      readonly kind: 'leave' | 'join' | 'expire' | 'complain' | 'decline' | 'await' | 'reset';
      readonly person: Person;
      readonly channel: Channel;
    }
  /** The contact is deleted at the vendor. */
  | { readonly kind: 'vanish'; readonly person: Person }
  | { readonly kind: 'edit'; readonly person: Person; readonly name: string; readonly member: string }
  /** A plan; `applied` is false if it was only looked at. */
  | { readonly kind: 'plan'; readonly applied: boolean; readonly base: 'applied' | 'none' | 'older' };

export interface History {
  readonly at: Account;
  readonly steps: readonly Step[];
}

const MEMBERS = ['red', 'blue', 'green'];
const NAMES = ['A', 'B', 'C'];
const FIRST_DAY = Date.parse('2024-01-01T00:00:00Z');

export function dayOf(tick: number): string {
  return new Date(FIRST_DAY + tick * 86_400_000).toISOString();
}

/** The declarations of one person in one commit. Dates count back from the day of the commit. */
interface Draw {
  readonly firstName: string | null | undefined;
  readonly lastName: string | undefined;
  readonly members: DeclaredSet | undefined;
  readonly property: string | null | undefined;
  readonly prune: boolean;
  readonly status: DesiredChannel['status'] | undefined;
  readonly sms: DesiredChannel['status'] | undefined;
  readonly evidence: { readonly daysAgo: number; readonly source: boolean; readonly supersedes: boolean } | undefined;
  readonly decidedDaysAgo: number | undefined;
  readonly protect: boolean;
  readonly recreate: boolean;
}

export function setOf({ tags, lists }: Capabilities): SetField {
  return tags.list || tags.map ? 'tags' : lists.list ? 'lists' : 'autoresponders';
}

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

function draws(capabilities: Capabilities): fc.Arbitrary<Draw> {
  const support = capabilities[setOf(capabilities)];
  const list = fc.subarray(MEMBERS).map((members): DeclaredSet => ({ form: 'list', members }));
  const map = fc
    .dictionary(fc.constantFrom(...MEMBERS), fc.boolean())
    .map((members): DeclaredSet => ({ form: 'map', members: { ...members } }));
  const forms = [...(support.list ? [list] : []), ...(support.map ? [map] : [])];
  return fc.record({
    firstName: maybe(fc.constantFrom(...NAMES, null)),
    lastName: maybe(fc.constantFrom(...NAMES)),
    members: maybe(fc.oneof(...forms)),
    property: maybe(fc.constantFrom(...NAMES, null)),
    prune: fc.boolean(),
    status: maybe(fc.constantFrom(...(capabilities.channels.email?.statuses ?? []))),
    sms: maybe(fc.constantFrom(...(capabilities.channels.sms?.statuses ?? [undefined]))),
    // Mostly complete evidence, so that resubscriptions do occur.
    evidence: maybe(
      fc.record({
        daysAgo: fc.nat({ max: 4 }),
        source: fc.constantFrom(true, true, true, false),
        supersedes: fc.constantFrom(true, true, false),
      }),
    ),
    decidedDaysAgo: fc.option(fc.nat({ max: 4 }), { nil: undefined, freq: 2 }),
    protect: fc.boolean(),
    recreate: fc.boolean(),
  });
}

export function declare(person: Person, draw: Draw, { capabilities }: Account, tick: number): DesiredContact {
  const { firstName, lastName, members, property } = draw;
  const channels = (['email', 'sms'] as const).flatMap((channel) => {
    const status = channel === 'email' ? draw.status : draw.sms;
    return status === undefined ? [] : [[channel, channelOf(status, draw, capabilities, tick)] as const];
  });
  return desired({
    key: `shop/${emailOf(person)}`,
    identifiers: {
      email: emailOf(person),
      ...(capabilities.channels.sms === undefined ? {} : { phone: phoneOf(person) }),
    },
    scalars: { ...(firstName === undefined ? {} : { firstName }), ...(lastName === undefined ? {} : { lastName }) },
    sets: members === undefined ? {} : { [setOf(capabilities)]: members },
    customProperties: property === undefined ? {} : { shade: property },
    pruneCustomProperties: draw.prune,
    channels: Object.fromEntries(channels),
    protect: draw.protect,
    ...(draw.recreate ? { recreate: true } : {}),
  });
}

function channelOf(
  status: DesiredChannel['status'],
  { evidence, decidedDaysAgo }: Draw,
  { channels }: Capabilities,
  tick: number,
): DesiredChannel {
  const basis = channels.email?.basisRequired === true && status === 'subscribed' ? { basis: 'express' as const } : {};
  const dated = decidedDaysAgo === undefined ? {} : { statusChangedAt: dayOf(tick - decidedDaysAgo) };
  if (evidence === undefined) return { status, ...basis, ...dated };
  const { daysAgo, source, supersedes } = evidence;
  const consent = {
    createdAt: dayOf(tick - daysAgo),
    ...(source ? { source: 'form' } : {}),
    ...(supersedes ? { supersedesOptOut: true } : {}),
  };
  return { status, ...basis, ...dated, consent };
}

export function histories(dialect: DialectName): fc.Arbitrary<History> {
  const { capabilities } = account(dialect);
  const person = fc.constantFrom(...PEOPLE);
  const channel = fc.constantFrom('email' as const, ...(capabilities.channels.sms ? (['sms'] as const) : []));
  const commit = fc
    .tuple(
      ...PEOPLE.map((name) => fc.tuple(fc.constant(name), fc.option(draws(capabilities), { nil: undefined, freq: 4 }))),
    )
    .map((people) => ({ kind: 'commit', people }) as const);
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 3, arbitrary: commit },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('revert' as const), commits: fc.integer({ min: 1, max: 3 }) }),
    },
    { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('leave' as const, 'join', 'expire'), person, channel }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constantFrom('complain' as const, 'decline', 'await', 'reset'),
        person,
        channel,
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('vanish' as const), person }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('edit' as const),
        person,
        name: fc.constantFrom(...NAMES),
        member: fc.constantFrom(...MEMBERS),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('plan' as const),
        applied: fc.boolean(),
        base: fc.constantFrom('applied' as const, 'applied', 'none', 'older'),
      }),
    },
  );
  const policies = fc.record({
    resubscribe: fc.constantFrom('never' as const, 'with-consent', 'with-consent'),
    onMissing: fc.constantFrom('create' as const, 'create', 'skip', 'error'),
    onRemoved: fc.constantFrom('keep' as const, 'unsubscribe', ...(capabilities.deletes ? (['delete'] as const) : [])),
  });
  return fc
    .tuple(policies, commit, fc.array(step, { minLength: 6, maxLength: 24 }))
    .map(([policy, first, rest]) => ({ at: account(dialect, policy), steps: [first, ...rest] }));
}
