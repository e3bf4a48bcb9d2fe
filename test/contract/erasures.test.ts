// People who asked to be forgotten, at every dialect: deleted where the vendor deletes, else unsubscribed and emptied, and left alone
// once they come back.

import { expect, test } from 'vitest';
import { withoutBase } from '../../src/base/suppressed/configuration.ts';
import { digestOf } from '../../src/manifest/suppressions/digest.ts';
import { completePerson, type Person, person } from './person.ts';
import { accountOf, describeDialects } from './stage.ts';

const KEY = 'a-key-of-the-tests-0123';
const KEYS = { ROLLCALL_DIGEST_KEY_K1: KEY };
const EMAIL = 'jane@example.com';
const REQUESTED = '2026-05-30T10:00:00Z';

describeDialects((stage) => {
  const { capabilities, fixture } = stage;
  const { deletes, deletesOptedOut } = capabilities;
  const canList = capabilities.reads.list !== undefined;
  const canFindById = capabilities.identity.lookUp.includes('id');
  const basis = capabilities.channels.email?.basisRequired ? { basis: 'express' } : {};

  async function declare(more: Readonly<Record<string, unknown>> = {}, contacts: readonly unknown[] = []) {
    const erasures = [{ digest: digestOf(EMAIL, 'k1', KEY), requestedAt: REQUESTED, ...more }];
    const accounts = { acme: accountOf(capabilities) };
    // At a vendor that cannot be listed, only people whose addresses are known can be matched.
    const suppressions = canList ? [] : [{ email: EMAIL }];
    await stage.bench.write('contacts.json', JSON.stringify({ accounts, contacts, suppressions, erasures }));
  }

  async function reconcile() {
    const configuration = withoutBase(await stage.bench.load(), KEYS);
    await stage.bench.forgetRequests();
    const plan = await stage.bench.plan(configuration);
    expect(plan.accounts.flatMap(({ failures }) => failures)).toEqual([]);
    const { outcomes } = await stage.bench.apply(plan, configuration);
    expect(outcomes.map(({ status }) => status)).toEqual(plan.changes.map(() => 'succeeded'));
    const again = await stage.bench.plan(configuration);
    expect(again.changes).toEqual([]);
    const notices = (plans: typeof plan) => plans.accounts.flatMap((one) => one.notices.map(({ rule }) => rule));
    const writes = await stage.writes();
    return { plan, writes, people: await stage.people(), notices: notices(plan), after: notices(again) };
  }

  test('whoever is there is deleted, or unsubscribed and emptied, and others are left alone', async () => {
    const jane = { ...completePerson(capabilities), email: EMAIL } satisfies Person;
    await stage.populate([jane, person({ email: 'kim@example.com' })]);
    await declare();
    const { plan, people, after } = await reconcile();
    expect(people.find(({ email }) => email === 'kim@example.com')).toMatchObject({ status: 'subscribed' });
    const found = people.find(({ email }) => email === EMAIL);
    if (deletes) {
      expect(plan.changes).toMatchObject([{ action: 'delete', suppressed: true }]);
      expect([found, after]).toEqual([undefined, []]);
    } else {
      expect(plan.changes).toMatchObject([{ action: 'update', suppressed: true }]);
      expect(found).toMatchObject({ status: 'unsubscribed', properties: {} });
      expect(JSON.stringify(found)).not.toMatch(/Jane"|Doe/);
      expect(after).toEqual(['erasure-open']);
    }
  });

  test('whoever opted out is deleted, too, where the vendor does that; else the step by hand stays open', async () => {
    await stage.populate([person({ email: EMAIL, status: 'unsubscribed' })]);
    await declare();
    const { writes, people, after } = await reconcile();
    expect(people).toHaveLength(deletesOptedOut ? 0 : 1);
    expect(writes.filter(({ body }) => fixture.subscribes(body))).toEqual([]);
    expect(after).toEqual(deletesOptedOut ? [] : ['erasure-open']);
  });

  test('once it is done, whoever is there came back, and is left alone', async () => {
    await stage.populate([person({ email: EMAIL })]);
    await declare({ doneAt: '2026-05-31T10:00:00Z' });
    const { writes, people, after } = await reconcile();
    expect(writes).toEqual([]);
    expect(people).toMatchObject([{ email: EMAIL, status: 'subscribed' }]);
    expect(after).toEqual(['erasure-returned']);
  });

  test('somebody with another id came back, where ids last', async () => {
    await stage.populate([person({ email: EMAIL })]);
    await declare({ ids: { acme: ['000000000000000000000001'] } });
    const { writes } = await reconcile();
    expect(writes.length === 0).toBe(canFindById);
  });

  test('nobody is created, and nobody who is declared is deleted', async () => {
    const declared = [{ email: EMAIL, firstName: 'Janet', channels: { email: { status: 'subscribed', ...basis } } }];
    await stage.populate([]);
    await declare({}, declared);
    const { plan, people } = await reconcile();
    expect([plan.changes, people]).toEqual([[], []]);
    expect(plan.accounts[0]?.held).toMatchObject([{ reason: 'suppressed-here' }]);
    await stage.populate([person({ email: EMAIL })]);
    const there = await reconcile();
    expect(there.people).toMatchObject([{ email: EMAIL, status: 'unsubscribed' }]);
    expect(there.after).toEqual(['erasure-open']);
  });
});
