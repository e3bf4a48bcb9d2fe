// Tags, lists and autoresponders: a list owns the whole set, a map only the members that it names.

import { describe, expect, test } from 'vitest';
import { SET_FIELDS, type SetField } from '../../src/contact/fields.ts';
import type { Capabilities } from '../../src/providers/capabilities.ts';
import { completePerson, type Person } from './person.ts';
import { describeDialects, testUnless } from './stage.ts';

describeDialects((stage) => {
  const { capabilities } = stage;
  const { email } = completePerson(capabilities);

  function withMembers(set: SetField, members: readonly string[]): Person {
    const complete = completePerson(capabilities);
    const { [set]: _, ...others } = complete.sets;
    return { ...complete, sets: members.length === 0 ? others : { ...others, [set]: members } };
  }

  describe.each(SET_FIELDS.filter((set) => capabilities.fields[set].has))('%s', (set) => {
    async function becomes(before: readonly string[], claim: unknown, after: readonly string[]): Promise<void> {
      await stage.populate([withMembers(set, before)]);
      await stage.declare([{ email, [set]: claim }]);
      const { writes, people } = await stage.reconcile();
      expect(writes).toHaveLength(1);
      expect(people).toEqual([withMembers(set, after)]);
    }

    testUnless(whyNot(capabilities, set, 'list'), 'a list adds its members', () =>
      becomes(['news'], ['promo', 'news', 'beta'], ['beta', 'news', 'promo']),
    );

    testUnless(whyNot(capabilities, set, 'list'), 'a list fills an empty set', () => becomes([], ['news'], ['news']));

    testUnless(whyNot(capabilities, set, 'listRemovals'), 'a list takes out what it does not name', () =>
      becomes(['news', 'promo'], ['beta', 'news'], ['beta', 'news']),
    );

    testUnless(whyNot(capabilities, set, 'listRemovals'), 'an empty list empties the set', () =>
      becomes(['news', 'promo'], [], []),
    );

    testUnless(whyNot(capabilities, set, 'map'), 'a map adds the member that it names, and leaves the others', () =>
      becomes(['news'], { promo: true }, ['news', 'promo']),
    );

    testUnless(whyNot(capabilities, set, 'map'), 'a map takes out the member that it names', () =>
      becomes(['news', 'promo'], { promo: false, beta: false }, ['news']),
    );

    testUnless(whyNot(capabilities, set, 'map'), 'a map that agrees changes nothing', async () => {
      await stage.populate([withMembers(set, ['news'])]);
      await stage.declare([{ email, [set]: { news: true, promo: false, beta: null } }]);
      expect((await stage.reconcile()).plan.changes).toEqual([]);
    });

    const { list, map, listRemovals } = capabilities[set];
    const refusals = [
      ...(list ? [] : [['a list', ['news'], 'set-form-not-supported'] as const]),
      ...(map ? [] : [['a map', { news: true }, 'set-form-not-supported'] as const]),
      ...(list && !listRemovals ? [['an empty list', [], 'cannot-clear'] as const] : []),
    ];
    test.each(refusals)('%s is refused offline', async (_, claim, code) => {
      await stage.declare([{ email, [set]: claim }]);
      expect(await stage.bench.diagnose()).toMatchObject([{ code, severity: 'error' }]);
    });

    const canRemove = listRemovals ? `${set}.listRemovals is true` : whyNot(capabilities, set, 'list');
    testUnless(canRemove, 'a list that would take members out is blocked, and the rest is written', async () => {
      await stage.populate([withMembers(set, ['news', 'promo'])]);
      await stage.declare([{ email, [set]: ['news', 'beta'], firstName: 'Janet' }]);
      const { plan, people } = await stage.reconcile();
      expect(plan.changes).toMatchObject([{ blocked: [{ rule: 'list-removal-unsupported', path: [set] }] }]);
      const kept = withMembers(set, ['news', 'promo']);
      expect(people).toEqual([{ ...kept, scalars: { ...kept.scalars, firstName: 'Janet' } }]);
    });
  });
});

function whyNot(capabilities: Capabilities, set: SetField, form: 'list' | 'map' | 'listRemovals'): string | undefined {
  return capabilities[set][form] ? undefined : `${set}.${form} is false`;
}
