// Reading: one, many, nobody, page by page, and every field; what is equal is left alone.

import { expect, test } from 'vitest';
import { SCALAR_NAMES, SET_FIELDS } from '../../src/contact/fields.ts';
import type { Capabilities } from '../../src/providers/capabilities.ts';
import { completePerson, type Person, people, person } from './person.ts';
import { describeDialects, testUnless } from './stage.ts';

describeDialects((stage) => {
  const { capabilities, fixture } = stage;

  test.each([1, 2, 20])('reads %i that agree, and writes nothing', async (count) => {
    const live = people(count, { scalars: { firstName: 'Jane' } });
    await stage.populate(live);
    await stage.declare(live.map(({ email }) => ({ email, firstName: 'Jane' })));

    const { plan } = await stage.reconcile();
    expect(plan.accounts[0]).toMatchObject({ complete: true, unchanged: count });
    expect(plan.changes).toEqual([]);
  });

  test('reads every field that it has', async () => {
    const live = completePerson(capabilities);
    await stage.populate([live]);
    await stage.declare([declarationOf(live, capabilities)]);

    const { plan } = await stage.reconcile();
    expect(plan.changes).toEqual([]);
    expect(plan.accounts[0]).toMatchObject({ unchanged: 1, unsupportedFields: [] });
  });

  test('takes every kind of nothing for nothing', async () => {
    const email = 'jane@example.com';
    const fields = SCALAR_NAMES.filter((name) => {
      const support = capabilities.fields[name];
      return support.has && support.clear !== 'no';
    });
    const sets = SET_FIELDS.filter((name) => capabilities[name].list && capabilities[name].listRemovals);
    await stage.populate([], { contacts: [fixture.hollow(email)] });
    await stage.declare([
      {
        ...{ email, customProperties: { planName: null } },
        ...Object.fromEntries(fields.map((name) => [name, null])),
        ...Object.fromEntries(sets.map((name) => [name, []])),
      },
    ]);
    const { plan } = await stage.reconcile();
    expect(plan.changes).toEqual([]);
    expect(plan.accounts[0]).toMatchObject({ unchanged: 1 });
  });

  test('takes nobody for absent who is there, nor the other way round', async () => {
    await stage.populate([person({ email: 'here@example.com' })]);
    await stage.declare([{ email: 'here@example.com' }, { email: 'absent@example.com' }], { onMissing: 'error' });

    const plan = await stage.bench.plan();
    expect(plan.accounts[0]).toMatchObject({ complete: true, unchanged: 1 });
    expect(plan.changes).toMatchObject([{ key: 'acme/absent@example.com', blocked: [{ rule: 'missing-contact' }] }]);
    expect(plan.requests).toEqual([]);
  });

  test.each(capabilities.identity.lookUp.filter((kind) => kind !== 'id'))('finds by %s alone', async (kind) => {
    const live = completePerson(capabilities);
    await stage.populate([live, person({ email: 'other@example.com' })]);
    await stage.declare([{ [kind]: live[kind], firstName: 'Janet' }]);

    const after = await stage.reconcile();
    expect(after.people[0]).toEqual({ ...live, scalars: { ...live.scalars, firstName: 'Janet' } });
  });

  test.each(['jane+news@example.com', 'O’Hara&co=1%25#x@example.com', 'ünï.çødé@exämple.com', 'MiXed@Example.COM'])(
    'finds %s, and creates it where it is not',
    async (email) => {
      await stage.populate([person({ email: email.toLowerCase() })]);
      await stage.declare([{ email, firstName: '😀 Žan\u00eb' }], { onMissing: 'error' });
      const updated = await stage.reconcile();
      expect(updated.people).toMatchObject([{ email: email.toLowerCase(), scalars: { firstName: '😀 Žan\u00eb' } }]);

      await stage.populate([]);
      await stage.declare([{ email, firstName: 'Jane', channels: { email: 'unsubscribed' } }]);
      const created = await stage.reconcile();
      expect(created.people).toMatchObject([{ email: email.toLowerCase(), scalars: { firstName: 'Jane' } }]);
    },
  );

  const { list, lookUpGroup } = capabilities.reads;
  const limit = list?.pageSize ?? 0;
  for (const count of [0, 1, limit, limit + 1]) {
    const reason = list === undefined ? 'reads.list is absent, so there are no pages' : undefined;
    testUnless(reason, `lists ${count} on pages of ${limit}`, async () => {
      await stage.populate(people(count));
      // So many that are not there make looking up dearer than listing.
      const missing = Array.from({ length: 4 * lookUpGroup }, (_, index) => ({ email: `absent${index}@example.com` }));
      await stage.declare([...people(count).map(({ email }) => ({ email })), ...missing], { onMissing: 'skip' });

      const { plan } = await stage.reconcile();
      expect(plan.accounts[0]).toMatchObject({ complete: true, unchanged: count, skipped: missing.length });
      expect(plan.accounts[0]?.reading.strategy).toMatch(/^list/);
    });
  }

  test('no request has an address longer than 4 KB, however long the emails', async () => {
    const live = people(2 * lookUpGroup).map((one) => ({ ...one, email: `${one.email}`.padStart(60, 'long+&') }));
    await stage.populate(live);
    await stage.declare(live.map(({ email }) => ({ email })));
    expect((await stage.reconcile()).plan.accounts[0]).toMatchObject({ unchanged: live.length });
    const lengths = (await stage.bench.requests()).map(({ path, query }) => {
      return `${path}?${new URLSearchParams(query as [string, string][])}`.length;
    });
    expect(Math.max(...lengths)).toBeLessThanOrEqual(4096);
  });

  const groups = [1, lookUpGroup, lookUpGroup + 1];
  test.each([...new Set(groups)])(`looks %i up, ${lookUpGroup} at a time`, async (count) => {
    await stage.populate(people(2 * lookUpGroup + 2));
    await stage.declare(people(count).map(({ email }) => ({ email })));
    const { plan } = await stage.reconcile();
    expect(plan.accounts[0]).toMatchObject({ complete: true, unchanged: count });
  });
});

/** Everything of a person, as a manifest says it. */
function declarationOf({ status, sms, scalars, sets, properties, ...identifiers }: Person, capabilities: Capabilities) {
  const { channels } = capabilities;
  const basis = channels.email?.basisRequired ? { basis: 'express' } : {};
  const members = Object.entries(sets).map(([name, own]) => {
    const { list } = capabilities[name as keyof typeof sets];
    return [name, list ? own : Object.fromEntries(own.map((member) => [member, true]))];
  });
  return {
    ...identifiers,
    ...scalars,
    ...Object.fromEntries(members),
    customProperties: properties,
    channels: { email: { status, ...basis }, ...(sms === undefined ? {} : { sms }) },
  };
}
