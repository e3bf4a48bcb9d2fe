// What is drift, and what is not: three values of every field, people who come and go, and readings that cannot be trusted.

import { describe, expect, test } from 'vitest';
import { withBase } from '../../src/base/compare.ts';
import type { Base } from '../../src/base/layers.ts';
import type { RecordState } from '../../src/base/record/state.ts';
import { withSuppressions } from '../../src/base/suppressed/configuration.ts';
import type { ChannelConsent, Status } from '../../src/contact/consent.ts';
import type { DesiredContact, LiveContact } from '../../src/contact/contact.ts';
import type { LiveSource } from '../../src/live/source.ts';
import type { Account } from '../../src/manifest/configuration.ts';
import { digestOf } from '../../src/manifest/suppressions/digest.ts';
import type { Listed } from '../../src/manifest/suppressions/guard.ts';
import type { Drift, DriftEntry } from '../../src/plan/drift/document.ts';
import { DIALECTS, type DialectName } from '../../src/providers/table.ts';
import { groupDrift } from '../../src/render/drift/view.ts';
import { findDrift } from '../../src/workflows/drift/index.ts';
import { account, desired, live, vendorOf } from '../plan/subject.ts';

const APPLIED_AT = '2026-05-01T00:00:00Z';
const BEFORE = '2026-04-01T00:00:00Z';
const AFTER = '2026-05-20T00:00:00Z';
const NOBODY_OWED = new Set<string>();

const APPLIED: RecordState = { state: 'applied', at: APPLIED_AT, commit: 'a'.repeat(40), owed: 0, position: 'current' };

interface Story {
  /** Absent: nothing is recorded. */
  readonly recorded?: readonly DesiredContact[];
  readonly declared: readonly DesiredContact[];
  readonly live: readonly LiveContact[];
  readonly dialect?: DialectName;
  readonly settings?: Partial<Account>;
  readonly owed?: ReadonlySet<string>;
  /** Subscriptions that the last apply held back, by key. */
  readonly withheld?: ReadonlySet<string>;
  readonly state?: RecordState;
  readonly source?: LiveSource;
  /** Who must not be mailed, or is to be forgotten. */
  readonly listed?: Listed;
  /** Who was listed at the last apply, if that is somebody else. */
  readonly before?: Listed;
  /** True if the record lacks them. */
  readonly isAdded?: boolean;
}

const DIGEST_KEY = 'a-key-that-is-long-enough-for-this';
const DIGEST_KEYS = { ROLLCALL_DIGEST_KEY_K1: DIGEST_KEY };
const AT = { file: 'x.yaml', line: 1, column: 1 };

async function driftIn(story: Story): Promise<Drift> {
  const { recorded, declared, dialect = 'omnisend@2026-03-15', owed = NOBODY_OWED } = story;
  const shop = account(dialect, story.settings);
  const configuration = { accounts: [shop], contacts: declared, unsupportedFields: [], digest: 'd', files: 1 };
  const isOwed = (key: string): boolean => owed.has(key);
  const layers = [
    { contacts: (recorded ?? []).filter(({ key }) => isOwed(key)), owed: true },
    { contacts: (recorded ?? []).filter(({ key }) => !isOwed(key)), owed: false },
  ];
  const base: Base = {
    accounts: [shop],
    layers: new Map([['shop', recorded === undefined ? [] : layers]]),
    isOwed,
    withheld: (key) => (story.withheld?.has(key) ? 'subscription' : undefined),
  };
  const compared = withBase({ configuration, whole: configuration }, base);
  const state = story.state ?? (recorded === undefined ? ({ state: 'none', elsewhere: [] } as const) : APPLIED);
  const states = new Map<string, RecordState>([['shop', state]]);
  const source = story.source ?? vendorOf(story.live, 'list');
  const connected = { account: 'shop', origin: DIALECTS[dialect].origin, source };
  const named = { ...compared.configuration, ...story.listed };
  const before = new Map<string, Listed>(story.isAdded === true ? [] : [['shop', story.before ?? story.listed ?? {}]]);
  const guarded = withSuppressions(named, before, { environment: DIGEST_KEYS });
  return findDrift(guarded.configuration, new Map([['shop', connected as never]]), {
    recording: { whole: configuration, recorded: { base, states, leftOut: new Set() } as never },
    filters: { accounts: [], contacts: [], changed: false },
  });
}

/** Each entry in a few words. */
function told({ entries }: Drift): readonly string[] {
  return entries.map((entry) => [entry.kind, ...valuesOf(entry)].join(' '));
}

function valuesOf(entry: DriftEntry): readonly string[] {
  if (entry.kind === 'owed') return [entry.action, ...entry.paths.map((path) => path.join('.'))];
  if (!('path' in entry)) return 'rule' in entry ? [entry.rule] : [];
  const { path, recorded, declared, live: now } = entry;
  return [path.join('.'), [recorded, declared, now].map((value) => JSON.stringify(value) ?? '-').join('|')];
}

function status(value: Status, since = BEFORE): { readonly email: ChannelConsent } {
  const optedOut = value === 'unsubscribed';
  return { email: { status: value, optedOut, since, cause: optedOut ? 'person' : 'none', word: value } };
}

function named(firstName: string | null, more: Partial<DesiredContact> = {}): DesiredContact {
  return desired({ scalars: { firstName }, ...more });
}

describe('three values of a field', () => {
  test.each([
    ['all the same', 'A', 'A', 'A', [], 0],
    ['changed at the vendor', 'A', 'A', 'B', ['field firstName "A"|"A"|"B"'], 0],
    ['changed in the manifests', 'A', 'B', 'A', [], 1],
    ['changed in both, alike', 'A', 'B', 'B', [], 0],
    ['changed in both, differently', 'A', 'B', 'C', ['field firstName "A"|"B"|"C"'], 0],
    ['emptied at the vendor', 'A', 'A', undefined, ['field firstName "A"|"A"|null'], 0],
    ['to be empty, and filled at the vendor', null, null, 'B', ['field firstName null|null|"B"'], 0],
    ['managed only since', undefined, 'B', 'A', [], 1],
  ] as const)('%s', async (_, was, is, now, entries, pending) => {
    const contact = (value: string | null | undefined) => (value === undefined ? desired() : named(value));
    const found = await driftIn({
      recorded: [contact(was)],
      declared: [contact(is)],
      live: [live({ scalars: now === undefined ? {} : { firstName: now } })],
    });
    expect(told(found)).toEqual(entries);
    expect(found.accounts[0]?.pending).toBe(pending);
    expect(found.complete).toBe(true);
  });

  test('a value that is no longer declared is not ours any more', async () => {
    const found = await driftIn({
      recorded: [named('A')],
      declared: [desired()],
      live: [live({ scalars: { firstName: 'B', city: 'X' } })],
    });
    expect(told(found)).toEqual([]);
  });

  test('members of sets and properties, one by one', async () => {
    const both = desired({
      sets: { tags: { form: 'list', members: ['a', 'b'] }, lists: { form: 'map', members: { in: true, out: false } } },
      customProperties: { age: 1, size: 2 },
    });
    const found = await driftIn({
      recorded: [both],
      declared: [{ ...both, sets: { ...both.sets, tags: { form: 'list', members: ['a', 'b', 'new'] } } }],
      live: [live({ sets: { tags: ['a', 'x'], lists: ['other', 'out'] }, customProperties: { age: 3, theirs: 1 } })],
      dialect: 'envoke@v1',
    });
    expect(told(found)).toEqual([
      'field tags.b true|true|null',
      'field tags.x null|null|true',
      'field lists.in true|true|null',
      'field lists.out null|null|true',
      'field customProperties.age 1|1|3',
      'field customProperties.size 2|2|null',
    ]);
    expect(
      found.entries.filter((entry) => 'vendorOnly' in entry).map((entry) => 'path' in entry && entry.path),
    ).toEqual([['tags', 'x']]);
    // The new tag is in the manifests only.
    expect(found.accounts[0]?.pending).toBe(1);
  });

  test('a set that was a list and is a map now', async () => {
    const found = await driftIn({
      recorded: [desired({ sets: { tags: { form: 'list', members: ['a', 'b'] } } })],
      declared: [desired({ sets: { tags: { form: 'map', members: { a: true, c: true, z: false } } } })],
      live: [live({ sets: { tags: ['b', 'z'] } })],
    });
    // c is new, z came at the vendor though neither has it.
    expect(told(found)).toEqual(['field tags.a true|true|null', 'field tags.z null|null|true']);
    expect(found.accounts[0]?.pending).toBe(1);
  });

  test('properties under prune', async () => {
    const both = desired({ pruneCustomProperties: true, customProperties: { age: 1 } });
    const found = await driftIn({
      recorded: [both],
      declared: [both],
      live: [live({ customProperties: { age: 1, x: 2 } })],
    });
    expect(told(found)).toEqual(['field customProperties.x null|null|2']);
  });

  test('an address that changed at the vendor, and the other fields of the same contact', async () => {
    const jane = named('Jane', { identifiers: { userId: 'u1', email: 'old@example.com' }, key: 'shop/u1' });
    const found = await driftIn({
      recorded: [jane],
      declared: [jane],
      live: [live({ userId: 'u1', emails: ['new@example.com'], scalars: { firstName: 'J' } })],
      dialect: 'loops@v1',
    });
    expect(told(found)).toEqual([
      'field email "old@example.com"|"old@example.com"|"new@example.com"',
      'field firstName "Jane"|"Jane"|"J"',
    ]);
  });
});

describe('people', () => {
  const subscribed = desired({ channels: { email: { status: 'subscribed' } } });

  test.each([
    ['nonSubscribed', []],
    ['unsubscribed', ['opted-out channels.email.status "subscribed"|"subscribed"|"unsubscribed"']],
  ] as const)('a subscription that was held back is no drift, and an opt-out here is: %s', async (now, entries) => {
    const found = await driftIn({
      recorded: [subscribed],
      declared: [subscribed],
      live: [live({ channels: status(now, AFTER) })],
      withheld: new Set([subscribed.key]),
    });
    expect(told(found)).toEqual(entries);
  });

  test.each([
    [
      'left since',
      'subscribed',
      'subscribed',
      'unsubscribed',
      AFTER,
      ['opted-out channels.email.status "subscribed"|"subscribed"|"unsubscribed"'],
      0,
    ],
    ['left before the last apply', 'subscribed', 'subscribed', 'unsubscribed', BEFORE, [], 1],
    [
      'left, nobody knows when',
      'subscribed',
      'subscribed',
      'unsubscribed',
      'unknown',
      ['opted-out channels.email.status "subscribed"|"subscribed"|"unsubscribed"'],
      0,
    ],
    ['left, and is declared so', 'subscribed', 'unsubscribed', 'unsubscribed', AFTER, [], 0],
    [
      'came back',
      'unsubscribed',
      'unsubscribed',
      'subscribed',
      AFTER,
      ['subscribed channels.email.status "unsubscribed"|"unsubscribed"|"subscribed"'],
      0,
    ],
    ['was to be unsubscribed', 'subscribed', 'unsubscribed', 'subscribed', BEFORE, [], 0],
    [
      'joined',
      'nonSubscribed',
      'nonSubscribed',
      'subscribed',
      AFTER,
      ['subscribed channels.email.status "nonSubscribed"|"nonSubscribed"|"subscribed"'],
      0,
    ],
    [
      'was never asked after all',
      'subscribed',
      'subscribed',
      'nonSubscribed',
      AFTER,
      ['field channels.email.status "subscribed"|"subscribed"|"nonSubscribed"'],
      0,
    ],
  ] as const)('%s', async (_, was, is, now, since, entries, earlier) => {
    const found = await driftIn({
      recorded: [desired({ channels: { email: { status: was } } })],
      declared: [desired({ channels: { email: { status: is } } })],
      live: [live({ channels: status(now, since) })],
    });
    expect(told(found)).toEqual(entries);
    expect(found.accounts[0]?.earlierOptOuts).toBe(earlier);
  });

  test.each(['complaint', 'suppressed', 'rejected', 'person', 'unknown'] as const)(
    'left, because of: %s',
    async (cause) => {
      const { email } = status('unsubscribed', AFTER);
      const found = await driftIn({
        recorded: [subscribed],
        declared: [subscribed],
        live: [live({ channels: { email: { ...email, cause } } })],
      });
      expect(found.entries).toMatchObject([{ kind: 'opted-out', since: AFTER, cause }]);
      const words = {
        complaint: 'reported as spam; ',
        suppressed: 'the vendor delivers nothing to the address; ',
        rejected: 'declined to confirm; ',
        person: '',
        unknown: '',
      };
      const note = `${words[cause]}since 20 May 2026 00:00 UTC`;
      expect(groupDrift(found.entries)).toMatchObject([{ contacts: [{ lines: [{ note }] }] }]);
    },
  );

  test('gone, though they were confirmed; new ones are not gone', async () => {
    const other = named('New', { key: 'shop/new@example.com', identifiers: { email: 'new@example.com' } });
    const found = await driftIn({ recorded: [subscribed], declared: [subscribed, other], live: [] });
    expect(told(found)).toEqual(['gone']);
    expect(found.accounts[0]?.pending).toBe(1);
  });

  test('who may be missing is not gone', async () => {
    const settings = { onMissing: 'skip' } as const;
    const found = await driftIn({ recorded: [subscribed], declared: [subscribed], live: [], settings });
    expect(told(found)).toEqual([]);
    const own = { ...subscribed, onMissing: 'skip' } as const;
    expect(told(await driftIn({ recorded: [own], declared: [own], live: [] }))).toEqual([]);
  });

  test('somebody with a new address in the manifests is not gone', async () => {
    const renamed = { ...subscribed, identifiers: { email: 'other@example.com' } };
    const found = await driftIn({ recorded: [subscribed], declared: [renamed], live: [live()], dialect: 'loops@v1' });
    expect(told(found)).toEqual([]);
    expect(found.accounts[0]?.pending).toBe(1);
  });

  test('unclear: two at the vendor, or perhaps another person', async () => {
    const both = desired({ identifiers: { email: 'jane@example.com', phone: '+37060000001' } });
    const twice = [live(), live({ id: 'v2' })];
    expect(told(await driftIn({ recorded: [both], declared: [both], live: twice }))).toEqual([
      'unclear ambiguous-match',
    ]);
    const stranger = [live({ emails: ['x@example.com'], phones: ['+37060000001'] })];
    expect(told(await driftIn({ recorded: [both], declared: [both], live: stranger }))).toEqual([
      'unclear email-change-unsupported',
    ]);
  });

  test('what is owed, and what drifted meanwhile', async () => {
    const owed = new Set(['shop/jane@example.com']);
    const was = named('A', { channels: { email: { status: 'unsubscribed' } } });
    const is = named('B', { channels: { email: { status: 'unsubscribed' } } });
    const found = await driftIn({
      recorded: [was],
      declared: [is],
      live: [live({ scalars: { firstName: 'A' }, channels: status('subscribed', AFTER) })],
      owed,
    });
    expect(told(found)).toEqual([
      'subscribed channels.email.status "unsubscribed"|"unsubscribed"|"subscribed"',
      'owed update firstName',
    ]);
    expect(told(await driftIn({ recorded: [was], declared: [is], live: [], owed }))).toEqual(['owed create']);
    const done = [live({ scalars: { firstName: 'B' }, channels: status('unsubscribed') })];
    expect(told(await driftIn({ recorded: [was], declared: [is], live: done, owed }))).toEqual([]);
  });

  test('still there, though an earlier apply was to delete them', async () => {
    const owed = new Set(['shop/jane@example.com']);
    const settings = { onRemoved: 'delete' } as const;
    const story = { recorded: [named('A')], declared: [], live: [live()], dialect: 'loops@v1', settings } as const;
    expect(told(await driftIn({ ...story, owed }))).toEqual(['still-there']);
    const pending = await driftIn(story);
    expect([told(pending), pending.accounts[0]?.pending]).toEqual([[], 1]);
  });
});

describe('people who must not be mailed, or are to be forgotten', () => {
  const EMAIL = 'joe@example.com';
  const suppressions = [{ kind: 'email', value: EMAIL, source: AT }] as const;
  const erasures = [{ digest: digestOf(EMAIL, 'k1', DIGEST_KEY), ids: {}, isDone: false, source: AT }] as const;
  const joe = (state: Status) => live({ id: 'v2', emails: [EMAIL], channels: status(state) });
  const nobody = { recorded: [], declared: [] } as const;

  test('subscribed, though suppressed, whether somebody declares them or not', async () => {
    const declared = [desired({ key: `shop/${EMAIL}`, identifiers: { email: EMAIL } })];
    for (const story of [nobody, { recorded: declared, declared }]) {
      const drift = await driftIn({ ...story, live: [joe('subscribed')], listed: { suppressions } });
      expect(drift.entries).toMatchObject([{ kind: 'suppressed', key: `shop/${EMAIL}` }]);
      expect(told(await driftIn({ ...story, live: [joe('unsubscribed')], listed: { suppressions } }))).toEqual([]);
    }
  });

  test('still at the vendor, though to be forgotten', async () => {
    for (const state of ['subscribed', 'unsubscribed'] as const)
      expect(told(await driftIn({ ...nobody, live: [joe(state)], listed: { erasures } }))).toEqual(['not-erased']);
    expect(told(await driftIn({ ...nobody, live: [], listed: { erasures } }))).toEqual([]);
  });

  test('of whom only the vendor has the address that is suppressed', async () => {
    const declared = [desired({ key: 'shop/jane@example.com', identifiers: { email: 'jane@example.com' } })];
    const phones = ['+37060000001'];
    const jane = live({ phones, channels: status('subscribed') });
    const byPhone = [{ kind: 'phone', value: '+37060000001', source: AT }] as const;
    const story = { recorded: declared, declared, live: [jane], listed: { suppressions: byPhone } };
    expect((await driftIn(story)).entries).toMatchObject([{ kind: 'suppressed', key: 'shop/jane@example.com' }]);
  });

  test('widened to an account, a suppression is new there', async () => {
    const narrow = suppressions.map((one) => ({ ...one, accounts: ['news'] }));
    const story = { ...nobody, live: [joe('subscribed')], listed: { suppressions }, before: { suppressions: narrow } };
    const drift = await driftIn(story);
    expect([told(drift), drift.accounts[0]?.pending]).toEqual([[], 1]);
  });

  test('who came back after that is not drift', async () => {
    const done = erasures.map((erasure) => ({ ...erasure, isDone: true }));
    expect(told(await driftIn({ ...nobody, live: [joe('subscribed')], listed: { erasures: done } }))).toEqual([]);
  });

  test('what no apply knew is pending', async () => {
    for (const listed of [{ suppressions }, { erasures }]) {
      const drift = await driftIn({ ...nobody, live: [joe('subscribed')], listed, isAdded: true });
      expect([told(drift), drift.accounts[0]?.pending]).toEqual([[], 1]);
    }
  });
});

describe('what it is compared with', () => {
  test('without a record, live is compared with the manifests alone', async () => {
    const ann = named('Ann', { key: 'shop/ann@example.com', identifiers: { email: 'ann@example.com' } });
    const found = await driftIn({ declared: [named('A'), ann], live: [live({ scalars: { firstName: 'B' } })] });
    expect(told(found)).toEqual(['missing', 'field firstName -|"A"|"B"']);
    expect(found.accounts[0]?.comparedWith).toBe('manifests');
  });

  test('a record that must not be used is no drift, and not clean', async () => {
    const state = { state: 'refused', reason: 'unreadable' } as const;
    const found = await driftIn({ recorded: [], declared: [named('A')], live: [], state });
    expect([told(found), found.complete]).toEqual([[], false]);
    expect(found.accounts[0]).toMatchObject({ comparedWith: 'nothing', refusals: [{ rule: 'record-refused' }] });
  });

  test('an account where nobody is found any more is not believed', async () => {
    const people = Array.from({ length: 30 }, (_, index) =>
      named('A', { key: `shop/p${index}@example.com`, identifiers: { email: `p${index}@example.com` } }),
    );
    const found = await driftIn({ recorded: people, declared: people, live: [] });
    expect(found.complete).toBe(false);
    expect(found.accounts[0]?.refusals).toMatchObject([{ rule: 'suspiciously-empty' }]);
  });

  test('a failed read is named, and nothing is taken for gone', async () => {
    const problem = { code: 'timeout', args: {} } as never;
    const source: LiveSource = {
      ...vendorOf([]),
      read: async () => ({ strategy: 'list', requests: 1, complete: false, seen: 0, failed: new Map(), problem }),
    };
    const found = await driftIn({ recorded: [named('A')], declared: [named('A')], live: [], source });
    expect([told(found), found.complete]).toEqual([[], false]);
    expect(found.accounts[0]?.failures).toMatchObject([{ code: 'timeout' }]);
  });
});

test('lists that manifests name are compared by their ids, and drift speaks the words of the manifest', async () => {
  const names = new Map([
    ['id1', 'News'],
    ['id2', 'Offers'],
  ]);
  const wanted = desired({ sets: { lists: { form: 'map', members: { News: true, id2: true } } } });
  const found = live({ sets: { lists: ['id2'] } });
  const schema = { lists: new Set(names.keys()), listNames: names };
  const source = { ...vendorOf([found], 'list'), schema: async () => ({ requests: 1, schema }) };
  const drift = await driftIn({ recorded: [wanted], declared: [wanted], live: [found], dialect: 'loops@v1', source });
  expect(drift.entries).toMatchObject([
    { kind: 'field', path: ['lists', 'News'], recorded: true, declared: true, live: null },
  ]);
});
