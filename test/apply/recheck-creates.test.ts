// The contacts of creates are looked up together right before they are sent, if the vendor supports it.

import { expect, test } from 'vitest';
import type { LiveContact } from '../../src/contact/contact.ts';
import { difference } from '../../src/contact/difference.ts';
import type { LiveSource } from '../../src/live/source.ts';
import type { PlannedRequest } from '../../src/plan/document.ts';
import { aRefusal } from '../builders/problems.ts';
import { desired, live } from '../plan/subject.ts';
import { IMPATIENT, say } from './run-apply.ts';
import { applyStub, planOf, type Step, type Stub, stubAccount } from './stub-account.ts';

const NAMES = ['ann', 'bob', 'cat'];

function creates(names = NAMES): readonly Step[] {
  return names.map((name, index) => ({
    desired: desired({ key: `shop/${name}`, identifiers: { email: `${name}@example.com` } }),
    change: {
      id: `c${index + 1}`,
      requests: [`r${index + 1}`],
      differences: [difference(['email'], null, `${name}@example.com`)],
    },
  }));
}

function posts(names = NAMES): readonly Partial<PlannedRequest>[] {
  return names.map((name, index) => ({
    id: `r${index + 1}`,
    method: 'POST',
    path: `/${name}`,
    items: [{ change: `c${index + 1}`, pointer: '', carries: [0], expectAfter: '' }],
  }));
}

function contact(name: string): LiveContact {
  return live({ id: name, emails: [`${name}@example.com`] });
}

/** An account that creates what it is sent, and what its readings asked for. */
function account(overrides: Partial<Stub> = {}) {
  const vendor: LiveContact[] = [];
  const readings: (readonly string[])[] = [];
  const at = stubAccount({
    vendor,
    send({ path }) {
      vendor.push(contact(path.slice(1)));
      return { status: 200, headers: {}, body: {} };
    },
    source: (plain) => ({
      ...plain,
      read(questions, ...rest) {
        readings.push(questions.map(({ ask }) => ask.value));
        return plain.read(questions, ...rest);
      },
    }),
    ...overrides,
  });
  return { at, vendor, readings };
}

test('one read checks all creates, and another one reads them back', async () => {
  const { at, readings } = account();
  const applied = await applyStub(planOf(creates(), posts()), creates(), at);
  expect(say(applied)).toEqual(['ann: succeeded', 'bob: succeeded', 'cat: succeeded']);
  const all = NAMES.map((name) => `${name}@example.com`);
  expect(readings).toEqual([all, all]);
});

test('without bulk look-ups, each contact is looked up right before its write', async () => {
  const { at, readings } = account({ dialect: 'loops@v1' });
  await applyStub(planOf(creates(), posts(), 'loops@v1'), creates(), at);
  expect(readings.slice(0, NAMES.length).map(({ length }) => length)).toEqual([1, 1, 1]);
});

test('one that appeared meanwhile as declared is done, and the others go', async () => {
  const { at, vendor } = account();
  vendor.push(contact('bob'));
  expect(say(await applyStub(planOf(creates(), posts()), creates(), at))).toEqual([
    'ann: succeeded',
    'bob: succeeded (already-done)',
    'cat: succeeded',
  ]);
  expect(vendor.map(({ id }) => id)).toEqual(['bob', 'ann', 'cat']);
});

test('a create is not sent if its contact could not be looked up', async () => {
  const failing = (plain: LiveSource): LiveSource => ({
    ...plain,
    async read(...inputs) {
      const report = await plain.read(...inputs);
      return {
        ...report,
        failed: new Map([['email:cat@example.com', aRefusal()]]),
      };
    },
  });
  const { at, vendor } = account({ source: failing });
  expect(say(await applyStub(planOf(creates(), posts()), creates(), at))[2]).toBe('cat: failed (unread)');
  expect(vendor.map(({ id }) => id)).toEqual(['ann', 'bob']);
});

test('nothing is sent to an account that cannot be read', async () => {
  const { at, vendor } = account({
    source: (plain) => ({
      ...plain,
      async read(questions, onContact, options) {
        const report = await plain.read(questions, onContact, options);
        return { ...report, problem: aRefusal() };
      },
    }),
  });
  const outcomes = say(await applyStub(planOf(creates(), posts()), creates(), at));
  expect(outcomes).toEqual(NAMES.map((name) => `${name}: pending (not-reached)`));
  expect(vendor).toEqual([]);
});

test('a create that depends on another request is looked up on its own, after that request', async () => {
  const { at, readings } = account();
  const after = [{ request: 'r2', change: 'c2', result: 'confirmed' as const }];
  const requests = posts().map((request) => (request.id === 'r1' ? { ...request, after } : request));
  const applied = await applyStub(planOf(creates(), requests), creates(), at);
  expect(say(applied)).toEqual(['ann: succeeded', 'bob: succeeded', 'cat: succeeded']);
  const [first, ...others] = readings;
  expect(first).toEqual(['bob@example.com', 'cat@example.com']);
  expect(others).toContainEqual(['ann@example.com']);
});

test('a create is looked up again if the check has expired', async () => {
  let now = 0;
  const { at, readings } = account();
  const { send } = at.connection;
  const connection: typeof at.connection = {
    ...at.connection,
    send(...inputs) {
      now += 61_000;
      return send(...inputs);
    },
  };
  const clock = { ...IMPATIENT, now: () => now };
  await applyStub(planOf(creates(), posts()), creates(), { ...at, connection }, { clock, parallelism: 1 });
  expect(readings.slice(0, 3)).toEqual([
    NAMES.map((name) => `${name}@example.com`),
    ['bob@example.com'],
    ['cat@example.com'],
  ]);
});

test('a contact that the vendor has in the spelling of the manifest is not created again', async () => {
  const spelt = 'Ann@Example.com';
  const steps = creates().map((step) =>
    step.desired.key === 'shop/ann' ? { ...step, desired: { ...step.desired, emailSpelling: spelt } } : step,
  );
  const { at, vendor } = account({
    source: (plain) => ({
      ...plain,
      async read(questions, onContact, ...rest) {
        if (questions.some(({ ask }) => ask.spelling === spelt)) onContact(contact('ann'));
        return plain.read(questions, onContact, ...rest);
      },
    }),
  });
  const applied = await applyStub(planOf(steps, posts()), steps, at);
  expect(say(applied)).toEqual(['ann: succeeded (already-done)', 'bob: succeeded', 'cat: succeeded']);
  expect(vendor.map(({ id }) => id)).toEqual(['bob', 'cat']);
});
