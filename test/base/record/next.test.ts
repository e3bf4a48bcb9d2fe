// The record after an apply, over random histories, against a simple model: what may be at the vendor because some apply declared
// it.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSameDeclaration } from '../../../src/base/pairs/pair.ts';
import { pairLayers } from '../../../src/base/pairs/pair-layers.ts';
import { type AppliedRecord, contactHash, countExceptions, type Revision } from '../../../src/base/record/document.ts';
import { layersOf, type RecordLayers } from '../../../src/base/record/layers.ts';
import type { Confirmation } from '../../../src/base/record/next/applied.ts';
import { nextExceptions } from '../../../src/base/record/next/exceptions.ts';
import { parseRecord, serialiseRecord } from '../../../src/base/record/text/record-text.ts';
import type { DesiredContact } from '../../../src/contact/contact.ts';
import { OMNISEND_2026_03_15 } from '../../../src/providers/omnisend/capabilities.ts';
import { accountOf } from '../../builders/accounts.ts';
import { aDesired } from '../../builders/contacts.ts';
import { recordOf } from './records.ts';

type Field = 'firstName' | 'lastName' | 'city';

/** How the manifests declare one person. */
interface Declaration {
  /** Whether the userId is declared: then it is the key, otherwise the email is. */
  readonly hasUserId: boolean;
  /** Which of two emails; the other one is declared as the previous one. */
  readonly email: 0 | 1;
  readonly values: Readonly<Partial<Record<Field, string>>>;
}

/** One revision of the manifests: the declarations of three people; undefined: not declared. */
type Manifests = readonly (Declaration | undefined)[];

interface Step {
  /** Which of the revisions is applied. */
  readonly manifests: number;
  /** How the apply ends for each person. */
  readonly endings: readonly Confirmation[];
  readonly wasBase: boolean;
}

interface History {
  readonly pool: readonly Manifests[];
  readonly steps: readonly Step[];
  readonly onRemoved: 'keep' | 'delete';
}

const ACCOUNT = accountOf(OMNISEND_2026_03_15);

const PEOPLE = [0, 1, 2] as const;

function history(): fc.Arbitrary<History> {
  const value = fc.option(fc.constantFrom('a', 'b'), { nil: undefined });
  const values = fc
    .record({ firstName: value, lastName: value, city: value })
    .map((all) => Object.fromEntries(Object.entries(all).filter(([, each]) => each !== undefined)));
  const email = fc.constantFrom(0 as const, 1 as const);
  const declaration = fc.record({ hasUserId: fc.boolean(), email, values });
  const person = fc.option(declaration, { nil: undefined, freq: 5 });
  const ending = fc.constantFrom<Confirmation>('confirmed', 'not sent', 'unconfirmed');
  return fc.record({
    pool: fc.array(fc.tuple(person, person, person), { minLength: 6, maxLength: 6 }),
    steps: fc.array(
      fc.record({ manifests: fc.nat(5), endings: fc.tuple(ending, ending, ending), wasBase: fc.boolean() }),
      { minLength: 1, maxLength: 12 },
    ),
    onRemoved: fc.constantFrom('keep', 'delete'),
  });
}

function emailOf(person: number, which: number): string {
  return `${person}-${which}@example.com`;
}

function contactOf(person: number, { hasUserId, email, values }: Declaration): DesiredContact {
  const userId = `user-${person}`;
  const address = emailOf(person, email);
  return aDesired({
    key: `shop/${hasUserId ? userId : address}`,
    identifiers: { ...(hasUserId ? { userId } : {}), email: address },
    previously: { email: emailOf(person, 1 - email) },
    scalars: values,
  });
}

function personOf({ key }: Pick<DesiredContact, 'key'>): number {
  return Number(/(?:user-|\/)(\d)/.exec(key)?.[1]);
}

function revisionOf(index: number): Revision {
  return index.toString(16).repeat(40);
}

/** What an apply left to say of one person. */
interface Model {
  /** `field=value`: may be at the vendor because an apply declared it, and is to be removed if it is no longer declared. */
  readonly may: ReadonlySet<string>;
  /** `field=value`: was sent at some time. */
  readonly sent: ReadonlySet<string>;
}

function pairsOf(contact: Pick<DesiredContact, 'scalars'> | undefined): ReadonlySet<string> {
  return new Set(Object.entries(contact?.scalars ?? {}).map(([field, value]) => `${field}=${value}`));
}

function isDeclared(pair: string, { values }: Declaration): boolean {
  return Object.hasOwn(values, pair.slice(0, pair.indexOf('=')));
}

function after(
  model: Model,
  declared: Declaration | undefined,
  ending: Confirmation,
  step: Step,
  onRemoved: string,
): Model {
  const { may, sent } = model;
  if (declared === undefined) {
    const isDone = onRemoved === 'keep' || (ending === 'confirmed' && step.wasBase);
    return isDone ? { may: new Set(), sent } : model;
  }
  if (ending === 'not sent') return model;
  const own = pairsOf({ scalars: declared.values });
  const now = new Set([...sent, ...own]);
  if (ending === 'unconfirmed') return { may: new Set([...may, ...own]), sent: now };
  const left = step.wasBase ? [] : [...may].filter((pair) => !isDeclared(pair, declared));
  return { may: new Set([...own, ...left]), sent: now };
}

/** The state after some applies. */
interface State {
  readonly record: AppliedRecord | undefined;
  readonly people: readonly Model[];
  /** Index of the latest apply of each revision. */
  readonly appliedAt: ReadonlyMap<Revision, number>;
}

const START: State = {
  record: undefined,
  people: PEOPLE.map(() => ({ may: new Set(), sent: new Set() })),
  appliedAt: new Map(),
};

function contactsIn(pool: readonly Manifests[]): (revision: Revision) => readonly DesiredContact[] {
  const all = new Map(
    pool.map((manifests, index) => [
      revisionOf(index),
      manifests.flatMap((declared, person) => (declared === undefined ? [] : [contactOf(person, declared)])),
    ]),
  );
  return (revision) => all.get(revision) ?? [];
}

function layersIn({ record }: State, pool: readonly Manifests[]): RecordLayers {
  return record === undefined ? { layers: [], owed: new Set() } : layersOf(record, contactsIn(pool));
}

function applied(state: State, step: Step, index: number, { pool, onRemoved }: History): State {
  const revision = revisionOf(step.manifests);
  const next = nextExceptions({
    account: { ...ACCOUNT, onRemoved },
    declared: contactsIn(pool)(revision),
    revision,
    before: layersIn(state, pool),
    ended: (key) => step.endings[personOf({ key })] ?? 'not sent',
    wasBase: step.wasBase,
  });
  const manifests = pool[step.manifests];
  return {
    record: recordOf('shop', revision, next),
    people: state.people.map((model, person) =>
      after(model, manifests?.[person], step.endings[person] ?? 'not sent', step, onRemoved),
    ),
    appliedAt: new Map([...state.appliedAt, [revision, index]]),
  };
}

/** Runs a history and checks each state. */
function check(given: History, holds: (state: State, step: Step) => void): void {
  let state = START;
  for (const [index, step] of given.steps.entries()) {
    state = applied(state, step, index, given);
    holds(state, step);
  }
}

function entriesOf(state: State, pool: readonly Manifests[], person: number): readonly DesiredContact[] {
  return layersIn(state, pool).layers.flatMap(({ contacts }) => contacts.filter((one) => personOf(one) === person));
}

function recordedOf(state: State, pool: readonly Manifests[], person: number): ReadonlySet<string> {
  return new Set(entriesOf(state, pool, person).flatMap((entry) => [...pairsOf(entry)]));
}

/** How often each property is tried. */
const RUNS = 150;

describe('over random histories', () => {
  test('nothing that may be at the vendor because an apply declared it is forgotten', { tags: ['slow'] }, () => {
    fc.assert(
      fc.property(history(), (given) =>
        check(given, (state) => {
          for (const [person, { may }] of state.people.entries()) {
            const recorded = recordedOf(state, given.pool, person);
            expect([...may].filter((pair) => !recorded.has(pair))).toEqual([]);
          }
        }),
      ),
      { numRuns: RUNS },
    );
  });

  test('nothing counts that was never sent', { tags: ['slow'] }, () => {
    fc.assert(
      fc.property(history(), (given) =>
        check(given, (state) => {
          for (const [person, { sent }] of state.people.entries()) {
            const recorded = recordedOf(state, given.pool, person);
            expect([...recorded].filter((pair) => !sent.has(pair))).toEqual([]);
          }
        }),
      ),
      { numRuns: RUNS },
    );
  });

  test('what is confirmed with the record as the base is no exception', { tags: ['slow'] }, () => {
    fc.assert(
      fc.property(history(), (given) =>
        check(given, (state, { endings, wasBase, manifests }) => {
          if (!wasBase) return;
          const { owed } = layersIn(state, given.pool);
          for (const person of PEOPLE.filter((one) => endings[one] === 'confirmed')) {
            const declared = given.pool[manifests]?.[person];
            const entries = entriesOf(state, given.pool, person);
            expect(entries).toEqual(declared === undefined ? [] : [contactOf(person, declared)]);
            for (const entry of entries) expect(owed.has(contactHash(entry.key))).toBe(false);
          }
        }),
      ),
      { numRuns: RUNS },
    );
  });

  test('entries of one contact differ, and each hash stands once', { tags: ['slow'] }, () => {
    fc.assert(
      fc.property(history(), (given) =>
        check(given, (state) => {
          for (const person of PEOPLE) {
            const entries = entriesOf(state, given.pool, person);
            const different = entries.filter(
              (entry, index) => !entries.slice(0, index).some((other) => isSameDeclaration(entry, other)),
            );
            expect(entries).toHaveLength(different.length);
          }
          const hashes = (state.record?.exceptions ?? []).flatMap(({ contacts }) => contacts);
          expect(hashes).toHaveLength(new Set(hashes).size);
        }),
      ),
      { numRuns: RUNS },
    );
  });

  test('everybody who is owed counts once, whatever their keys were', { tags: ['slow'] }, () => {
    fc.assert(
      fc.property(history(), (given) =>
        check(given, ({ record }) => {
          const owed = new Set((record?.exceptions ?? []).flatMap(({ contacts }) => contacts));
          const keysOf = (person: number): readonly string[] =>
            [`user-${person}`, emailOf(person, 0), emailOf(person, 1)].map((key) => contactHash(`shop/${key}`));
          const people = PEOPLE.filter((person) => keysOf(person).some((hash) => owed.has(hash)));
          expect(record && countExceptions(record)).toBe(people.length);
        }),
      ),
      { numRuns: RUNS },
    );
  });

  test('the layers of one contact are in the order of time', { tags: ['slow'] }, () => {
    fc.assert(
      fc.property(history(), (given) => {
        const sentAt = new Map<string, number>();
        check(given, (state, step) => {
          for (const person of PEOPLE) {
            const declared = given.pool[step.manifests]?.[person];
            const at = state.appliedAt.get(revisionOf(step.manifests)) ?? 0;
            if (declared !== undefined && step.endings[person] !== 'not sent')
              sentAt.set(canonicalOf(contactOf(person, declared)), at);
            const times = entriesOf(state, given.pool, person).map((entry) => sentAt.get(canonicalOf(entry)) ?? -1);
            expect(times).toEqual([...times].sort((a, b) => a - b));
          }
        });
      }),
      { numRuns: RUNS },
    );
  });

  test('today’s contacts and the layers pair person by person', () => {
    fc.assert(
      fc.property(history(), fc.nat(5), (given, index) => {
        let state = START;
        for (const [at, step] of given.steps.entries()) state = applied(state, step, at, given);
        const today = contactsIn(given.pool)(revisionOf(index));
        const { earlierOf, unpaired } = pairLayers(today, layersIn(state, given.pool).layers);
        for (const [contact, { entries }] of earlierOf)
          expect(entries).toEqual(entriesOf(state, given.pool, personOf(contact)));
        const people = unpaired.map(({ entries }) => new Set(entries.map(personOf)));
        expect(people.every(({ size }) => size === 1)).toBe(true);
        expect(new Set(people.flatMap((set) => [...set])).size).toBe(people.length);
      }),
      { numRuns: RUNS },
    );
  });
});

function canonicalOf(contact: DesiredContact): string {
  return JSON.stringify({ ...contact, source: undefined });
}

describe('when identifiers change', () => {
  const one = aDesired({ key: 'shop/jane@example.com', identifiers: { id: '1', email: 'jane@example.com' } });
  const moved = aDesired({ key: 'shop/j@example.com', identifiers: { id: '1', email: 'j@example.com' } });
  const other = aDesired({
    key: 'shop/jane@example.com',
    identifiers: { email: 'jane@example.com' },
    scalars: { city: 'Bonn' },
  });

  test('a contact that takes over the key of one that is owed still counts', () => {
    const contacts = new Map([
      [revisionOf(1), [one]],
      [revisionOf(2), [moved, other]],
    ]);
    const contactsAt = (revision: Revision): readonly DesiredContact[] => contacts.get(revision) ?? [];
    const next = nextExceptions({
      account: ACCOUNT,
      declared: [moved, other],
      revision: revisionOf(2),
      before: layersOf(recordOf('shop', revisionOf(1)), contactsAt),
      ended: (key) => (key === moved.key ? 'not sent' : 'confirmed'),
      wasBase: true,
    });
    const { layers } = layersOf(recordOf('shop', revisionOf(2), next), contactsAt);
    const { earlierOf } = pairLayers([moved, other], layers);
    expect(earlierOf.get(moved)?.entries).toEqual([one]);
    expect(earlierOf.get(other)?.entries).toEqual([other]);
  });

  test('a former key counts on its own only for whom it is the key now', () => {
    const contacts = new Map([
      [revisionOf(1), [one]],
      [revisionOf(2), [moved, other]],
    ]);
    const recordAfter = (unsent: readonly string[]) => {
      const contactsAt = (revision: Revision): readonly DesiredContact[] => contacts.get(revision) ?? [];
      const next = nextExceptions({
        account: ACCOUNT,
        declared: [moved, other],
        revision: revisionOf(2),
        before: layersOf(recordOf('shop', revisionOf(1)), contactsAt),
        ended: (key) => (unsent.includes(key) ? 'not sent' : 'confirmed'),
        wasBase: true,
      });
      return recordOf('shop', revisionOf(2), next);
    };
    expect(countExceptions(recordAfter([moved.key]))).toBe(1);
    expect(countExceptions(recordAfter([moved.key, other.key]))).toBe(2);
    const written = recordAfter([moved.key]);
    expect(parseRecord(serialiseRecord(written))).toEqual(written);
    expect(written.former).toEqual([contactHash(one.key)]);
  });

  test('a contact whose identifiers changed one after the other stays one contact', () => {
    const first = aDesired({ key: 'shop/a@example.com', identifiers: { email: 'a@example.com' } });
    const second = aDesired({ key: 'shop/u', identifiers: { userId: 'u', email: 'a@example.com' } });
    const third = aDesired({ key: 'shop/u', identifiers: { userId: 'u', email: 'b@example.com' } });
    const layers = [first, second].map((contact) => ({ contacts: [contact], owed: true }));
    expect(pairLayers([third], layers)).toEqual({
      earlierOf: new Map([[third, { entries: [first, second], owed: true }]]),
      unpaired: [],
    });
    const gone = pairLayers([], [...layers, { contacts: [third], owed: false }]);
    expect(gone.unpaired).toEqual([{ entries: [first, second, third], owed: true }]);
  });
});

describe('what was let go', () => {
  const before = aDesired({
    scalars: { city: 'Bonn', lastName: 'Roe' },
    sets: { tags: { form: 'list', members: ['vip', 'eu'] } },
  });
  const now = aDesired({ scalars: { firstName: 'Jane' } });
  const hash = contactHash(before.key);
  const letGo = [{ revision: revisionOf(1), fields: ['city', 'tags.vip'], contacts: [hash] }];
  const record = recordOf('shop', revisionOf(2), {
    exceptions: [{ entries: [revisionOf(1)], contacts: [hash] }],
    letGo,
  });
  const contactsAt = (revision: Revision): readonly DesiredContact[] => (revision === revisionOf(1) ? [before] : [now]);

  function next(ending: Confirmation, revision = revisionOf(3)): ReturnType<typeof nextExceptions> {
    const declared = revision === revisionOf(1) ? [before] : [now];
    const layers = layersOf(record, contactsAt);
    return nextExceptions({ account: ACCOUNT, declared, revision, before: layers, ended: () => ending, wasBase: true });
  }

  test('is not declared by the revision that declared it', () => {
    const { layers } = layersOf(record, contactsAt);
    const [entry] = layers[0]?.contacts ?? [];
    expect(entry).toMatchObject({ scalars: { lastName: 'Roe' }, sets: { tags: { form: 'list', members: ['eu'] } } });
    expect(entry?.scalars).not.toHaveProperty('city');
  });

  test('stays let go while its contact is owed, and no longer', () => {
    expect(next('not sent')).toEqual({ exceptions: record.exceptions, letGo });
    expect(next('unconfirmed').letGo).toEqual(letGo);
    expect(next('confirmed')).toEqual({ exceptions: [] });
  });

  test('counts again once its revision is applied again', () => {
    const again = next('unconfirmed', revisionOf(1));
    expect(again.letGo).toBeUndefined();
    const { layers } = layersOf(recordOf('shop', revisionOf(1), again), contactsAt);
    expect(layers.flatMap(({ contacts }) => contacts)).toContainEqual(before);
  });

  test('survives writing and reading', () => {
    const places = { [revisionOf(1)]: { account: 'store', directory: 'old' } };
    const full = { ...record, places };
    expect(parseRecord(serialiseRecord(full))).toEqual(full);
    for (const wrong of [{ letGo: [{ fields: ['city'] }] }, { letGo: 1 }, { places: { main: {} } }, { places: [{}] }])
      expect(parseRecord(JSON.stringify({ ...record, ...wrong }))).toBeUndefined();
  });
});
