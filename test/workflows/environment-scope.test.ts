// The scope of an environment as a law over histories: contacts that its patterns do not choose are never in a plan, whatever was
// recorded and whatever `onRemoved` says.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Outcome } from '../../src/apply/events.ts';
import { loadManifests } from '../../src/manifest/index.ts';
import { keyFilter } from '../../src/manifest/resolve/patterns.ts';
import { ensureStore } from '../../src/store/directory.ts';
import { prepare } from '../../src/workflows/record/prepare.ts';
import { recordApplied } from '../../src/workflows/record/write.ts';
import { aChange, anAccount, aPlan } from '../builders/plan.ts';
import { temporaryDirectory } from '../helpers/repository.ts';

const ENVIRONMENT = { KEY: 'brand1-secret' };

interface Person {
  readonly email: string;
  /** Her key begins with it: patterns of addresses do not choose her any more. */
  readonly userId?: string;
  readonly city?: string;
}

interface Step {
  readonly people: readonly Person[];
  readonly patterns: readonly string[];
  readonly onRemoved: 'keep' | 'unsubscribe';
  /** Addresses of contacts whose changes are not sent. */
  readonly unsent: readonly string[];
}

const ADDRESSES = ['ann@our.example', 'bob@our.example', 'kim@their.example', 'zoe@their.example'];

const person: fc.Arbitrary<Person> = fc.record(
  { email: fc.constantFrom(...ADDRESSES), userId: fc.constant('set'), city: fc.constantFrom('Oslo', 'Rome') },
  { requiredKeys: ['email'] },
);

const step: fc.Arbitrary<Step> = fc.record({
  people: fc.uniqueArray(person, { selector: ({ email }) => email, maxLength: 4 }),
  patterns: fc.uniqueArray(fc.constantFrom('*@our.example', '*@their.example', '!bob@*', 'u-*', '*', 'ann@*'), {
    minLength: 1,
    maxLength: 3,
  }),
  onRemoved: fc.constantFrom('keep', 'unsubscribe'),
  unsent: fc.subarray(ADDRESSES),
});

function manifests({ people, patterns, onRemoved }: Step): string {
  const contacts = people.map(({ email, userId, city }) => ({
    email,
    ...(userId === undefined ? {} : { userId: `u-${email.slice(0, 3)}` }),
    ...(city === undefined ? {} : { city }),
  }));
  return JSON.stringify({
    accounts: { news: { provider: 'envoke', apiKey: '${KEY}', apiId: '${KEY}', onRemoved } },
    environments: { staging: { contacts: patterns } },
    contacts,
  });
}

/** One plan and its apply. @returns what was planned, and what the manifests declare in the scope */
async function play(directory: string, now: number, each: Step) {
  mkdirSync(join(directory, 'contacts.d'), { recursive: true });
  writeFileSync(join(directory, 'contacts.d', 'a.json'), manifests(each));
  const place = { directory: 'contacts.d', workingDirectory: directory, now: () => now };
  const loaded = await loadManifests({ ...place, environment: ENVIRONMENT, environmentName: 'staging' });
  expect(loaded.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const prepared = await prepare(loaded, {
    ...{ ...place, base: 'record', store: join(directory, '.rollcall'), environment: ENVIRONMENT },
    ...{ isRecorded: true, isOnline: false },
  });
  const { contacts } = prepared.based.configuration;
  if (prepared.recording instanceof Error) throw prepared.recording;
  const changes = contacts.map(({ desired }, index) =>
    aChange({ id: `c${index + 1}`, account: 'news', key: desired.key }),
  );
  const isUnsent = (key: string): boolean => each.unsent.some((email) => key.includes(email.slice(0, 3)));
  const outcomes = changes.map(
    ({ id, key }) =>
      ({ change: id, account: 'news', key, status: isUnsent(key) ? 'skipped' : 'succeeded' }) as unknown as Outcome,
  );
  const plan = {
    ...aPlan({ accounts: [anAccount({ account: 'news' })], changes }),
    base: { name: 'record', commits: [] },
  };
  const applied = {
    plan,
    outcomes,
    accounts: [{ account: 'news', status: 'applied' as const }],
    isSameManifests: true,
  };
  await recordApplied(applied, prepared.recording, { now: () => now, push: false });
  const state = prepared.based.before.get('news')?.record;
  return {
    contacts,
    inScope: loaded.whole.contacts,
    outOfScope: loaded.whole.environment?.outOfScope ?? [],
    owed: state?.state === 'applied' ? state.owed : 0,
  };
}

test('contacts out of scope are never in a plan, widening declares them anew, and narrowing drops nobody', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 4 }), async (steps) => {
      const directory = temporaryDirectory();
      await ensureStore(directory);
      // Who was in scope when something was applied last, by address.
      let before = new Set<string>();
      const ever = new Set<string>();
      for (const [index, each] of steps.entries()) {
        const { contacts, inScope, outOfScope, owed } = await play(
          directory,
          Date.parse('2026-06-01') + index * 60_000,
          each,
        );
        const isInScope = keyFilter(each.patterns);
        const declared = new Set(each.people.map(({ email }) => email));
        for (const { desired, base } of contacts) {
          expect(isInScope(desired.key), `${desired.key} is in scope`).toBe(true);
          const { email = '' } = desired.identifiers;
          if (base?.removed !== undefined) {
            expect(declared.has(email), `${desired.key} is still declared, in scope or not`).toBe(false);
            expect(before.has(email), `${desired.key} was in scope before`).toBe(true);
          }
          if (base?.dropped !== undefined || base?.owed === true) expect(before.has(email), desired.key).toBe(true);
        }
        for (const { key } of [...inScope, ...outOfScope]) ever.add(key);
        if (![...ever].some(isInScope)) expect(owed, 'nobody out of scope is owed').toBe(0);
        before = new Set([
          ...inScope.map(({ identifiers }) => identifiers.email ?? ''),
          // What was not sent stays owed as long as it is in scope.
          ...contacts.map(({ desired }) => desired.identifiers.email ?? ''),
        ]);
      }
    }),
    { numRuns: 40 },
  );
});

test('whom the vendor had before the patterns were narrowed is not new once they are widened', async () => {
  const ann: Person = { email: 'ann@our.example' };
  const bob: Person = { email: 'bob@our.example' };
  const step = (people: readonly Person[], patterns: readonly string[], unsent: readonly string[] = []): Step => ({
    ...{ people, patterns, unsent },
    onRemoved: 'keep',
  });
  const directory = temporaryDirectory();
  await ensureStore(directory);
  const [wide, narrow] = [['*@our.example'], ['bob@*']];
  const steps = [step([ann, bob], wide), step([bob], narrow), step([bob], narrow), step([ann, bob], wide)];
  let confirmed: readonly unknown[] = [];
  for (const [index, each] of steps.entries()) {
    const { contacts } = await play(directory, Date.parse('2026-06-01') + index * 60_000, each);
    confirmed = contacts.map((contact) => [contact.desired.identifiers.email, contact.confirmed?.length]);
  }
  expect(confirmed).toEqual([
    [ann.email, 0],
    [bob.email, 1],
  ]);
});
