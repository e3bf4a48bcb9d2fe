// Every field that the table says can be written is written, and nothing beside it; every one that it says can be removed is
// removed; what it says cannot be is refused before anything is read.

import { describe, expect, test } from 'vitest';
import { SCALAR_NAMES, type ScalarField } from '../../src/contact/fields.ts';
import type { Capabilities, SupportedField } from '../../src/providers/capabilities.ts';
import { completePerson, type Person, PROPERTY_VALUES, person, SCALAR_VALUES } from './person.ts';
import { describeDialects, testUnless } from './stage.ts';

describeDialects((stage) => {
  const { capabilities } = stage;
  const fields = SCALAR_NAMES.filter((name) => isWritable(capabilities, name));

  describe('scalars', () => {
    test.each(fields)('%s is set, changed, and nothing beside it', async (field) => {
      const [before, after] = SCALAR_VALUES[field];
      const without = bystander(capabilities, field);
      await stage.populate([without]);
      await stage.declare([declare(without, capabilities, field, before)]);
      const set = await stage.reconcile();
      expect(set.writes).toHaveLength(1);
      expect(set.people).toEqual([withScalar(without, capabilities, field, 0)]);

      await stage.declare([declare(without, capabilities, field, after)]);
      const changed = await stage.reconcile();
      expect(changed.writes).toHaveLength(1);
      expect(changed.people).toEqual([withScalar(without, capabilities, field, 1)]);
    });

    for (const field of SCALAR_NAMES) {
      testUnless(whyNotCleared(capabilities, field), `${field} is removed`, async () => {
        const without = bystander(capabilities, field);
        await stage.populate([withScalar(without, capabilities, field, 0)]);
        await stage.declare([{ email: without.email, [field]: null }]);
        const cleared = await stage.reconcile();
        expect(cleared.writes).toHaveLength(1);
        expect(cleared.people).toEqual([without]);
      });
    }

    test.each(fields.filter((field) => supportOf(capabilities, field)?.clear === 'no'))(
      'the removal of %s is refused offline',
      async (field) => {
        await stage.declare([{ email: 'jane@example.com', [field]: null }]);
        await stage.bench.forgetRequests();
        const diagnostics = await stage.bench.diagnose();
        expect(diagnostics).toMatchObject([
          { code: 'cannot-clear', severity: 'error', file: 'contacts.d/contacts.json' },
        ]);
        expect(await stage.bench.requests()).toEqual([]);
      },
    );
  });

  describe('custom properties', () => {
    test.each(capabilities.customProperties.types)('a %s is set, changed and removed', async (type) => {
      const { name, before, after } = PROPERTY_VALUES[type];
      const { [name]: _, ...others } = completePerson(capabilities).properties;
      const without = { ...completePerson(capabilities), properties: others };
      await stage.populate([without]);
      for (const value of [before, after, null]) {
        await stage.declare([{ email: without.email, customProperties: { [name]: value } }]);
        const { writes, people } = await stage.reconcile();
        expect(writes).toHaveLength(1);
        expect(people).toEqual([{ ...without, properties: value === null ? others : { ...others, [name]: value } }]);
      }
    });

    test('pruning removes those that are not declared', async () => {
      const live = completePerson(capabilities);
      const { name, before } = PROPERTY_VALUES.string;
      await stage.populate([live]);
      await stage.declare([{ email: live.email, customProperties: { [name]: before }, prune: ['customProperties'] }]);
      const { writes, people } = await stage.reconcile();
      expect(writes.length).toBeLessThanOrEqual(1);
      expect(people).toEqual([{ ...live, properties: { [name]: before } }]);
    });

    const unknownTypes = (['number', 'boolean', 'list'] as const).filter(
      (type) => !capabilities.customProperties.types.includes(type),
    );
    test.each(unknownTypes)('a %s is refused offline', async (type) => {
      const { name, after } = PROPERTY_VALUES[type];
      await stage.declare([{ email: 'jane@example.com', customProperties: { [name]: after } }]);
      expect(await stage.bench.diagnose()).toMatchObject([{ code: 'property-type-not-supported', severity: 'error' }]);
    });
  });

  test('everything at once goes in one request', async () => {
    const live = completePerson(capabilities);
    await stage.populate([{ ...live, scalars: {}, properties: {} }]);
    await stage.declare([{ email: live.email, ...live.scalars, customProperties: live.properties }]);
    const { writes, people } = await stage.reconcile();
    expect(writes).toHaveLength(1);
    expect(people).toEqual([live]);
  });

  testUnless(
    capabilities.countryNeedsCode ? undefined : 'countryNeedsCode is false',
    'a country alone is written with its code, and compared with both',
    async () => {
      await stage.populate([person({ scalars: { country: 'Germany', countryCode: 'DE' } })]);
      await stage.declare([{ email: 'jane@example.com', country: 'France' }]);
      const { writes, people } = await stage.reconcile();
      expect(writes).toMatchObject([{ body: { country: 'France', countryCode: 'FR' } }]);
      expect(people).toMatchObject([{ scalars: { country: 'France', countryCode: 'FR' } }]);

      await stage.populate([person({ scalars: { country: 'France', countryCode: 'FR' } })]);
      expect((await stage.reconcile()).plan.changes).toEqual([]);
    },
  );
});

function supportOf({ fields }: Capabilities, name: ScalarField): SupportedField | undefined {
  const support = fields[name];
  return support.has ? support : undefined;
}

function isWritable(capabilities: Capabilities, name: ScalarField): boolean {
  return supportOf(capabilities, name)?.write === true;
}

function whyNotCleared(capabilities: Capabilities, name: ScalarField): string | undefined {
  const support = supportOf(capabilities, name);
  if (support === undefined) return `fields.${name}.has is false`;
  return support.clear === 'no' ? `fields.${name}.clear is no` : undefined;
}

/** Fields that one write changes together: those that share a place, and those that the vendor derives from each other. */
function coupled({ fields, countryNeedsCode }: Capabilities, field: ScalarField): readonly ScalarField[] {
  const { country } = fields;
  const share = countryNeedsCode || (country.has && country.yieldsTo !== undefined);
  return share && (field === 'country' || field === 'countryCode') ? ['country', 'countryCode'] : [field];
}

/** A person with a value in everything but the field, and what is coupled with it. */
function bystander(capabilities: Capabilities, field: ScalarField): Person {
  const complete = completePerson(capabilities);
  const fields: readonly string[] = coupled(capabilities, field);
  return {
    ...complete,
    scalars: Object.fromEntries(Object.entries(complete.scalars).filter(([name]) => !fields.includes(name))),
  };
}

function withScalar(without: Person, capabilities: Capabilities, field: ScalarField, which: 0 | 1): Person {
  const fields = capabilities.countryNeedsCode ? coupled(capabilities, field) : [field];
  return {
    ...without,
    scalars: { ...without.scalars, ...Object.fromEntries(fields.map((name) => [name, SCALAR_VALUES[name][which]])) },
  };
}

function declare({ email }: Person, { countryNeedsCode }: Capabilities, field: ScalarField, value: string) {
  const [before] = SCALAR_VALUES.country;
  const code = SCALAR_VALUES.countryCode[value === before ? 0 : 1];
  return { email, [field]: value, ...(field === 'country' && countryNeedsCode ? { countryCode: code } : {}) };
}
