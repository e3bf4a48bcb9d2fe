// Phones, in all dialects that have them (faults F5, F6, F7): what a vendor cannot store is never cut off, and free text is left as it is.
// @module-tag slow

import { expect, test } from 'vitest';
import { person } from './person.ts';
import { describeDialects, testUnless } from './stage.ts';

describeDialects((stage) => {
  const { capabilities } = stage;
  const isText = capabilities.identity.phonesByDigits === true;
  const without = capabilities.fields.phone.has ? undefined : 'it has no phones';
  const notText = isText ? undefined : 'its phones are numbers';
  const notE164 = without ?? (isText ? 'its phones are text' : undefined);
  const email = 'jane@example.com';

  testUnless(
    notText,
    'text is kept, is compared by its digits, and is never rewritten for its format alone (F5, F7)',
    async () => {
      for (const [declared, live] of [
        ['+1 416 555 0132 ext 5', '+1 (416) 555-0132 x5'],
        ['416-555-0132', '(416) 555 0132'],
        ['+14165550132', '+1 416 555-0132'],
      ] as const) {
        await stage.populate([person({ phone: live })]);
        await stage.declare([{ email, phone: declared }]);
        expect((await stage.reconcile()).plan.changes).toEqual([]);
        await stage.populate([]);
        await stage.declare([{ email, phone: declared, channels: { email: 'unsubscribed' } }]);
        expect((await stage.reconcile()).people).toMatchObject([{ phone: declared }]);
      }
    },
  );

  testUnless(notText, 'a plan shows the vendor’s own text (F6)', async () => {
    await stage.populate([person({ phone: '416-555-0132 x9' })]);
    await stage.declare([{ email, phone: '+1 416 555 0132 ext 5' }]);
    const { plan, people } = await stage.reconcile();
    expect(plan.changes.flatMap(({ differences }) => differences)).toMatchObject([
      { path: ['phone'], before: '416-555-0132 x9', after: '+1 416 555 0132 ext 5' },
    ]);
    expect(people).toMatchObject([{ phone: '+1 416 555 0132 ext 5' }]);
  });

  testUnless(notText, 'a local number of a known country stays as it is (F7)', async () => {
    for (const live of ['416-555-0132', '+1 416 555 0132']) {
      await stage.populate([person({ phone: live })]);
      await stage.declare([{ email, phone: '416-555-0132', phoneRegion: 'CA' }]);
      expect((await stage.reconcile()).plan.changes).toEqual([]);
    }
  });

  testUnless(notE164, 'a local number of a known country is written in E.164 form (F7)', async () => {
    await stage.populate([person()]);
    await stage.declare([{ email, phone: '416-555-0132', phoneRegion: 'CA' }]);
    expect((await stage.reconcile()).people).toMatchObject([{ phone: '+14165550132' }]);
  });

  testUnless(notE164, 'a number that is not in the numbering plan is a warning, and is written (F7)', async () => {
    await stage.populate([person()]);
    await stage.declare([{ email, phone: '+5215512345678' }]);
    expect((await stage.bench.diagnose()).map(({ code, severity }) => [code, severity])).toEqual([
      ['phone-not-in-plan', 'warning'],
    ]);
    expect((await stage.reconcile()).people).toMatchObject([{ phone: '+5215512345678' }]);
  });

  testUnless(notE164, 'an extension is a mistake (F5)', async () => {
    await stage.declare([{ email, phone: '+1 416 555 0132 ext 5' }]);
    expect((await stage.bench.diagnose()).map(({ code }) => code)).toEqual(['phone-extension']);
  });

  test.skipIf(without !== undefined)(
    'the phone is shown in the vendor’s own text where it cannot change (F6)',
    async () => {
      await stage.populate([person({ phone: '+1 416 555 0132' })]);
      await stage.declare([{ email, phone: '+14165550199' }]);
      const { changes } = await stage.bench.plan();
      const shown = changes.flatMap(({ differences, blocked }) =>
        [...differences, ...blocked].map(({ before }) => before),
      );
      expect(shown).toEqual(['+1 416 555 0132']);
    },
  );
});
