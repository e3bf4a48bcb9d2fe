// Spellings of an address, in all dialects (faults F1, F3, F4): one person stays one person, whatever text the vendor and the manifest
// have, and however the account is read.
// @module-tag slow

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/index.ts';
import { type Person, people, person } from './person.ts';
import { describeDialects, type Stage, testUnless } from './stage.ts';

/** Texts of one address each. Those that a manifest may declare come first. */
const FAMILIES = [
  {
    declarable: ['jane@example.com', 'Jane@Example.com', 'JANE@EXAMPLE.COM'],
    others: [' ', '\t', '\u00A0', '\u200B', '\u00AD', '\uFEFF', '.'].map((end) => `jane@example.com${end}`),
  },
  {
    declarable: ['bob@bücher.example', 'bob@xn--bcher-kva.example', 'Bob@BÜCHER.example', 'bob@bücher。example'],
    others: ['bob@xn--bcher-kva.example ', 'bob@bu\u0308cher.example'],
  },
  { declarable: ['istanbul@example.com', 'İstanbul@example.com', 'ıstanbul@example.com'], others: [] },
  { declarable: ['strasse@example.com', 'straße@example.com'], others: ['ſtrasse@example.com'] },
  { declarable: ['kim@ｅｘａｍｐｌｅ.com', 'kim@example.com'], others: ['\u212Aim@example.com'] },
] as const;

/** Enough people that the account is listed rather than looked up. */
const CROWD = people(12);

describeDialects((stage) => {
  const { capabilities } = stage;
  const basis = capabilities.channels.email?.basisRequired ? { basis: 'express' } : {};
  const unlisted = capabilities.reads.list === undefined ? 'it cannot list' : undefined;

  const subscribing = (email: string) => ({ email, channels: { email: { status: 'subscribed', ...basis } } });

  /** What becomes of a contact, whatever else is declared. */
  async function planned(email: string, crowd: readonly Person[]): Promise<Plan['changes']> {
    await stage.declare([subscribing(email), ...crowd.map((one) => ({ email: one.email }))]);
    const { changes, accounts } = await stage.bench.plan();
    expect(accounts.flatMap(({ failures }) => failures)).toEqual([]);
    return changes;
  }

  describe('an opt-out holds under another spelling (F1, F3, F4)', () => {
    const pairs = FAMILIES.flatMap(({ declarable, others }) =>
      declarable.flatMap((declared) => [...declarable, ...others].map((live) => [declared, live] as const)),
    );
    // Without a listing, an address is found by its own text alone.
    const findable =
      unlisted === undefined
        ? pairs
        : ([
            ['bob@bücher.example', 'bob@xn--bcher-kva.example'],
            ['bob@xn--bcher-kva.example', 'bob@bücher.example'],
            ['Bob@BÜCHER.example', 'bob@bücher.example'],
            ['straße@example.com', 'straße@example.com'],
          ] as const);
    test.each(findable)('declared %j, at the vendor %j', async (declared, live) => {
      await stage.populate([person({ email: live, status: 'unsubscribed' }), ...CROWD]);
      expect(await planned(declared, [])).toEqual([]);
      expect(await planned(declared, CROWD)).toEqual([]);
    });
  });

  testUnless(unlisted, 'the way of reading never changes the plan (F1, F3)', async () => {
    const family = fc.constantFrom(...FAMILIES);
    const scene = family.chain(({ declarable, others }) =>
      fc.record({
        declared: fc.constantFrom(...(declarable as readonly string[])),
        live: fc.uniqueArray(fc.constantFrom(...(declarable as readonly string[]), ...(others as readonly string[])), {
          maxLength: 3,
          selector: (text) => text.toLowerCase(),
        }),
        statuses: fc.array(fc.constantFrom('subscribed', 'unsubscribed'), { minLength: 3, maxLength: 3 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(scene, async ({ declared, live, statuses }) => {
        const known = live.map((email, index) => person({ email, status: statuses[index] ?? 'subscribed' }));
        await stage.populate([...known, ...CROWD]);
        const lookedUp = await planned(declared, []);
        const listed = await planned(declared, CROWD);
        expect(lookedUp).toEqual(listed);
        if (known.length > 0) expect(listed.filter(({ action }) => action === 'create')).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('a new address is written as it is declared, and then nothing is left to do', async () => {
    const declared = ['Bob@Bücher.example', 'kim@xn--bcher-kva.example', 'Straße@example.com'];
    await stage.populate([]);
    await stage.declare(declared.map(subscribing));
    const { people: created } = await stage.reconcile();
    expect(created.map(({ email }) => email).sort()).toEqual([
      'bob@bücher.example',
      'kim@xn--bcher-kva.example',
      'straße@example.com',
    ]);
  });

  test('somebody whom the vendor spells otherwise is updated under the vendor’s own text', async () => {
    await stage.populate([person({ email: 'bob@bücher.example' })]);
    await stage.declare([{ email: 'bob@xn--bcher-kva.example', firstName: 'Bob' }], settingsOf(stage));
    const { people: all } = await stage.reconcile();
    expect(all).toMatchObject([{ email: 'bob@bücher.example', scalars: { firstName: 'Bob' } }]);
  });

  test('two spellings of one address in the manifests are one contact', async () => {
    await stage.populate([]);
    await stage.declare([{ email: 'bob@bücher.example', firstName: 'Bob' }, subscribing('bob@xn--bcher-kva.example')]);
    const { people: all } = await stage.reconcile();
    expect(all).toHaveLength(1);
  });
});

/** Addresses contacts by their email where the vendor can. */
function settingsOf({ capabilities }: Stage): Readonly<Record<string, unknown>> {
  return (capabilities.keyFields as readonly string[]).includes('email') ? { keyField: 'email' } : {};
}
