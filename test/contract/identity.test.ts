// Whose identifiers are they? Emails change only where that is safe, on purpose, and subscribe nobody; what belongs to
// somebody else is never taken.

import { expect, test } from 'vitest';
import { completePerson, person } from './person.ts';
import { describeDialects, testUnless } from './stage.ts';

describeDialects((stage) => {
  const { capabilities, fixture } = stage;
  const { emailChange, lookUp } = capabilities.identity;
  const complete = completePerson(capabilities);
  const email = 'new@example.com';
  const previously = { email: complete.email };
  /** What names the contact while its email changes. */
  const through = emailChange === 'userId' ? { userId: complete.userId } : {};
  const cannot = emailChange === 'none' ? 'identity.emailChange is none' : undefined;

  /** The rules that block, once nothing was written. */
  async function rulesThatBlock(): Promise<readonly string[]> {
    const before = await stage.people();
    const { plan, people } = await stage.reconcile();
    expect(people).toEqual(before);
    return plan.changes.flatMap(({ blocked }) => blocked.map(({ rule }) => rule));
  }

  for (const status of ['subscribed', 'unsubscribed'] as const) {
    testUnless(cannot, `an email changes, and the contact stays ${status}`, async () => {
      await stage.populate([{ ...complete, status }, person({ email: 'other@example.com' })]);
      const basis = capabilities.channels.email?.basisRequired ? { basis: 'express' } : {};
      await stage.declare([{ email, ...through, previously, channels: { email: { status: 'subscribed', ...basis } } }]);
      const { plan, writes, people } = await stage.reconcile();
      expect(plan.changes).toMatchObject([{ action: 'update' }]);
      expect(writes).toHaveLength(1);
      expect(writes.filter(({ body }) => fixture.subscribes(body))).toEqual([]);
      expect(people).toEqual([{ ...complete, email, status }, person({ email: 'other@example.com' })]);
    });
  }

  testUnless(
    emailChange === 'none' ? undefined : `identity.emailChange is ${emailChange}`,
    'an email change is blocked',
    async () => {
      await stage.populate([complete]);
      await stage.declare([{ email, previously, firstName: 'Janet' }]);
      const { plan, people } = await stage.reconcile();
      expect(plan.changes).toMatchObject([{ blocked: [{ rule: 'email-change-unsupported' }] }]);
      expect(people).toMatchObject([{ email: complete.email }]);
    },
  );

  testUnless(
    emailChange === 'userId' ? undefined : `identity.emailChange is ${emailChange}`,
    'an email change of a contact without a userId is blocked',
    async () => {
      await stage.populate([person()]);
      await stage.declare([{ email, previously }]);
      expect(await rulesThatBlock()).toEqual(['email-change-unsupported']);
    },
  );

  test('a new email that somebody has is not taken', async () => {
    await stage.populate([complete, person({ email })]);
    await stage.declare([{ email, previously }]);
    expect(await rulesThatBlock()).toEqual(['identifier-taken']);
  });

  test('a change from an email that nobody has creates nobody', async () => {
    await stage.populate([]);
    await stage.declare([{ email, previously }]);
    expect(await rulesThatBlock()).toEqual(['previous-email-not-found']);
  });

  test('a change that is done changes nothing', async () => {
    await stage.populate([{ ...complete, email }]);
    await stage.declare([{ email, previously }]);
    expect((await stage.reconcile()).plan.changes).toEqual([]);
  });

  const second = (['userId', 'phone'] as const).find((kind) => lookUp.includes(kind)) ?? 'phone';
  test(`an email and a ${second} of two contacts are not one`, async () => {
    await stage.populate([complete, person({ email })]);
    await stage.declare([{ email, [second]: complete[second], firstName: 'Janet' }]);
    expect(await rulesThatBlock()).toEqual(['identity-split']);
  });

  test(`a known ${second} under another email is no email change`, async () => {
    await stage.populate([complete]);
    await stage.declare([{ email, [second]: complete[second] }]);
    const rule = emailChange === 'none' ? 'email-change-unsupported' : 'undeclared-email-change';
    expect(await rulesThatBlock()).toEqual([rule]);
  });

  for (const kind of ['userId', 'phone'] as const) {
    const reason = capabilities.fields[kind].has ? undefined : `fields.${kind}.has is false`;
    testUnless(reason, `a ${kind} is added to the contact that has none`, async () => {
      await stage.populate([person()]);
      await stage.declare([{ email: complete.email, [kind]: complete[kind] }]);
      const { writes, people } = await stage.reconcile();
      expect(writes).toHaveLength(1);
      expect(people).toMatchObject([{ email: complete.email, status: 'subscribed', [kind]: complete[kind] }]);
      expect(people).toHaveLength(1);
    });
  }

  const { phoneChange } = capabilities.identity;
  const noPhone = capabilities.fields.phone.has ? undefined : 'fields.phone.has is false';
  testUnless(noPhone, `a phone is ${phoneChange ? 'replaced' : 'not replaced'}`, async () => {
    await stage.populate([complete]);
    await stage.declare([{ email: complete.email, phone: '+37060000002' }]);
    const { plan, people } = await stage.reconcile();
    const rules = plan.changes.flatMap(({ blocked }) => blocked.map(({ rule }) => rule));
    expect(rules).toEqual(phoneChange ? [] : ['phone-change-unsupported']);
    expect(people).toEqual([{ ...complete, phone: phoneChange ? '+37060000002' : complete.phone }]);
  });

  testUnless(
    capabilities.identity.phonesByDigits ? undefined : 'identity.phonesByDigits is not set',
    'a phone in other writing is the same phone',
    async () => {
      await stage.populate([person({ phone: '+370 600-00 001' })]);
      await stage.declare([{ email: complete.email, phone: '+37060000001' }]);
      expect((await stage.reconcile()).plan.changes).toEqual([]);
    },
  );
});
