// Contacts that an apply confirmed and that are gone at the vendor: whatever happened to their declarations since, a plan takes none
// of them for new (docs/semantics.md#newer-choices).

import { describe, expect, test } from 'vitest';
import { withBase } from '../../../src/base/compare.ts';
import type { Earlier } from '../../../src/base/pairs/pair-layers.ts';
import { type AppliedRecord, contactHash, type Revision } from '../../../src/base/record/document.ts';
import { layersOf, type RecordLayers } from '../../../src/base/record/layers.ts';
import type { AppliedAccount, Confirmation } from '../../../src/base/record/next/applied.ts';
import { countsBefore, nextExceptions } from '../../../src/base/record/next/exceptions.ts';
import { parseRecord, serialiseRecord } from '../../../src/base/record/text/record-text.ts';
import { type RecordBefore, withRollback } from '../../../src/base/rollback/rolled-back.ts';
import type { DesiredContact } from '../../../src/contact/contact.ts';
import type { Account } from '../../../src/manifest/configuration.ts';
import { LOOPS_V1 } from '../../../src/providers/loops/capabilities.ts';
import { combine } from '../../../src/workflows/record/parts/combine.ts';
import { accountOf } from '../../builders/accounts.ts';
import { aDesired } from '../../builders/contacts.ts';
import { recordOf } from './records.ts';

const SUBSCRIBED = { email: { status: 'subscribed' } } as const;
const ANN = person('ann');
const MOVED = person('ann', 'ann.two@example.com');
const IN_RIGA: DesiredContact = { ...ANN, scalars: { city: 'Riga' } };
const HASH = contactHash(ANN.key);

function person(name: string, email = `${name}@example.com`): DesiredContact {
  return aDesired({ key: `shop/${email}`, identifiers: { email }, channels: SUBSCRIBED });
}

/** An account with its record, from apply to apply. */
class History {
  readonly #account: Account;
  readonly #revisions = new Map<Revision, readonly DesiredContact[]>();
  record: AppliedRecord | undefined;

  constructor(onRemoved: Account['onRemoved'], more: Partial<Account> = {}) {
    this.#account = accountOf(LOOPS_V1, { name: 'shop', onRemoved, ...more });
  }

  get layers(): RecordLayers {
    if (this.record === undefined) return { layers: [], owed: new Set() };
    return layersOf(this.record, (revision) => this.#revisions.get(revision) ?? []);
  }

  /** What an apply of the next revision is given. */
  next(declared: readonly DesiredContact[]): Omit<AppliedAccount, 'ended' | 'wasBase'> {
    const revision = String(this.#revisions.size % 10).repeat(40);
    this.#revisions.set(revision, declared);
    return { account: this.#account, declared, revision, before: this.layers };
  }

  apply(declared: readonly DesiredContact[], ending: Confirmation, more: Partial<AppliedAccount> = {}): this {
    const applied = { ...this.next(declared), wasBase: true, ended: () => ending, ...more };
    return this.write(recordOf('shop', applied.revision, nextExceptions(applied)));
  }

  write(record: AppliedRecord): this {
    expect(parseRecord(serialiseRecord(record))).toEqual(record);
    this.record = record;
    return this;
  }

  /** Whether the next plan takes a contact that the vendor does not have for a new one. */
  isNew(contact: DesiredContact): boolean {
    const { layers } = this;
    const nothing = { leftOut: [], rolledBack: [], revisions: new Map(), recorded: new Map(), latest: undefined };
    const state = { state: 'applied', at: '2026-06-01T12:00:00Z', commit: null, owed: 0, position: 'current' } as const;
    const whole = { accounts: [this.#account], contacts: [contact], unsupportedFields: [], digest: '', files: 1 };
    const opened = { found: [], theirs: [], others: [] } as never;
    const parts = new Map([['shop', { ...nothing, state, record: layers, layers: layers.layers }]]);
    const { base } = combine(parts, { whole }, { opened, destinations: new Map() });
    const [planned] = withBase({ configuration: whole, whole }, base).configuration.contacts;
    return planned?.confirmed === undefined || planned.mayBeAbsent === true;
  }
}

describe('who was taken out of the manifests is not new', () => {
  test('while the removal is owed, because it would lose an opt-out', () => {
    const history = new History('delete').apply([ANN], 'confirmed').apply([], 'not sent');
    expect(history.record?.seen).toEqual([HASH]);
    expect(history.isNew(ANN)).toBe(false);
    expect(history.apply([ANN], 'not sent').isNew(ANN)).toBe(false);
  });

  test.each(['delete', 'unsubscribe'] as const)('after the owed removal has settled (%s)', (onRemoved) => {
    const held = new History(onRemoved).apply([ANN], 'confirmed').apply([], 'not sent').apply([], 'confirmed');
    expect(held.record?.exceptions).toEqual([]);
    expect(held.isNew(ANN)).toBe(false);
    const resumed = new History(onRemoved).apply([ANN], 'confirmed').apply([], 'unconfirmed').apply([], 'confirmed');
    expect(resumed.isNew(ANN)).toBe(false);
  });

  test.each<[string, (history: History) => History]>([
    ['is dropped', (history) => history.apply([], 'confirmed')],
    ['is dropped, which is owed', (history) => history.apply([], 'not sent')],
    ['is put back', (history) => history],
  ])('after an edit of the email that was never written and %s', (_, then) => {
    const edited = new History('delete').apply([ANN], 'confirmed').apply([MOVED], 'not sent');
    expect(then(edited).isNew(ANN)).toBe(false);
  });

  test('under a third email', () => {
    const moved = { ...MOVED, previously: { email: 'ann@example.com' } };
    const third = { ...person('ann', 'ann.three@example.com'), previously: { email: 'ann.two@example.com' } };
    const history = new History('keep').apply([ANN], 'confirmed').apply([moved], 'unconfirmed');
    expect(history.isNew(third)).toBe(false);
    expect(history.apply([third], 'not sent').isNew(third)).toBe(false);
  });

  test('but who never was at the vendor is, owed or not', () => {
    const created = new History('delete').apply([ANN], 'unconfirmed');
    expect(created.isNew(ANN)).toBe(true);
    expect(created.apply([], 'not sent').isNew(ANN)).toBe(true);
    expect(created.apply([], 'confirmed').isNew(ANN)).toBe(true);
  });

  test('but who was wholly held back is, and whom the apply itself deleted', () => {
    const absent = new History('delete').apply([ANN], 'confirmed');
    const held = absent.write({ ...recordOf('shop', '0'.repeat(40)), withheld: [HASH], absent: [HASH] });
    expect(held.apply([], 'not sent').apply([], 'confirmed').isNew(ANN)).toBe(true);
    const deleted = new History('delete').apply([ANN], 'confirmed').apply([], 'not sent');
    expect(deleted.apply([], 'confirmed', { isDeleted: () => true }).isNew(ANN)).toBe(true);
  });
});

describe('whom the vendor has although not all was confirmed', () => {
  test('is not new, and nothing that was declared is confirmed', () => {
    const history = new History('keep').apply([ANN], 'unconfirmed', { isShown: () => true });
    expect(history.record).toMatchObject({ present: [HASH] });
    expect(history.record?.seen).toBeUndefined();
    expect(history.isNew(ANN)).toBe(false);
    expect(history.apply([IN_RIGA], 'unconfirmed').isNew(IN_RIGA)).toBe(false);
    expect(history.apply([], 'confirmed').isNew(ANN)).toBe(false);
  });

  test('under a base that was not compared', () => {
    const sized: DesiredContact = { ...ANN, customProperties: { size: 41 } };
    const history = new History('keep').apply([ANN], 'unconfirmed').apply([sized], 'unconfirmed');
    const shown = history.apply([ANN], 'confirmed', { wasBase: false });
    expect(shown.record?.exceptions).toHaveLength(1);
    expect(shown.isNew(ANN)).toBe(false);
  });
});

test('the record tells whom `onMissing: skip` left out, whatever the account says since', () => {
  const skipped = { former: { onMissing: 'skip' } } as const;
  const confirmed = (): History => new History('keep').apply([ANN], 'confirmed');
  expect(confirmed().apply([], 'confirmed', skipped).isNew(ANN)).toBe(true);
  const today = new History('keep', { onMissing: 'skip' }).apply([ANN], 'confirmed');
  expect(today.apply([], 'confirmed', { former: { onMissing: 'create' } }).record?.undeclared).toEqual([HASH]);
});

test('an erasure takes out hashes that were kept before it', () => {
  const dropped = new History('keep').apply([ANN], 'confirmed').apply([], 'confirmed');
  expect(dropped.record?.undeclared).toEqual([HASH]);
  expect(dropped.apply([], 'confirmed', { forgotten: new Set([HASH]) }).record?.undeclared).toBeUndefined();
});

test('whom the environment does not take today is remembered, unless the vendor never had them', () => {
  const outOfScope: readonly Earlier[] = [
    { entries: [ANN], owed: false },
    { entries: [person('joe')], owed: true },
  ];
  const history = new History('keep').apply([], 'confirmed', {
    before: { layers: [], owed: new Set([contactHash('shop/joe@example.com')]), outOfScope },
  });
  expect(history.isNew(ANN)).toBe(false);
  expect(history.isNew(person('joe'))).toBe(true);
});

describe('after a rollback', () => {
  /** Rolls back the apply of the next revision. */
  function rolledBack(
    history: History,
    declared: readonly DesiredContact[],
    more: { readonly isOld?: true; readonly deleted?: ReadonlySet<string> } = {},
  ): History {
    const next = history.next(declared);
    const hashes = new Set(declared.map(({ key }) => contactHash(key)));
    const { seen, present, ...counted } = countsBefore(next, hashes);
    const kept = more.isOld ? {} : { ...(seen && { seen }), ...(present && { present }) };
    const before: RecordBefore = { account: 'shop', revision: next.revision, ...counted, ...kept };
    const record = recordOf(
      'shop',
      next.revision,
      nextExceptions({ ...next, wasBase: true, ended: () => 'confirmed' }),
    );
    const ended = new Map([...hashes].map((hash) => [hash, 'confirmed'] as const));
    return history.write(withRollback({ record, before, ended, undone: next.revision, deleted: more.deleted }));
  }

  test('a contact that was confirmed before is not new', () => {
    const history = rolledBack(new History('keep').apply([ANN], 'confirmed'), [IN_RIGA]);
    expect(history.record).toMatchObject({ seen: [HASH], exceptions: [{ contacts: [HASH] }] });
    expect(history.isNew(ANN)).toBe(false);
  });

  test('nor is one whose journal does not say so, because it is older', () => {
    const history = rolledBack(new History('keep').apply([ANN], 'confirmed'), [IN_RIGA], { isOld: true });
    expect(history.isNew(ANN)).toBe(false);
  });

  test('one that the apply created is new only if the rollback deleted it', () => {
    const left = rolledBack(new History('keep'), [ANN]);
    expect(left.record).toMatchObject({ present: [HASH], exceptions: [{ entries: [], contacts: [HASH] }] });
    expect(left.isNew(ANN)).toBe(false);
    expect(rolledBack(new History('keep'), [ANN], { deleted: new Set([HASH]) }).isNew(ANN)).toBe(true);
  });
});
