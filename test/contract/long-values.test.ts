// The longest value that the table allows is stored whole; one character more is a diagnostic, and nothing is sent.

import { expect, test } from 'vitest';
import { SCALAR_FIELDS, SCALAR_NAMES } from '../../src/contact/fields.ts';
import type { Capabilities, FieldSupport } from '../../src/providers/capabilities.ts';
import { person } from './person.ts';
import { describeDialects } from './stage.ts';

describeDialects((stage) => {
  const { capabilities } = stage;
  const email = 'jane@example.com';

  async function expectStored(contact: Readonly<Record<string, unknown>>, stored: object): Promise<void> {
    await stage.populate([person({ email })]);
    await stage.declare([{ email, ...contact }]);
    const { people } = await stage.reconcile();
    expect(people).toMatchObject([stored]);
  }

  async function expectRefused(contact: Readonly<Record<string, unknown>>, code: string): Promise<void> {
    await stage.declare([{ email, ...contact }]);
    expect((await stage.bench.diagnose()).map((diagnostic) => diagnostic.code)).toEqual([code]);
  }

  test.each(boundedTexts(capabilities))('%s: %i characters', async (field, longest) => {
    const value = longText(field, longest);
    await expectStored({ [field]: value }, { scalars: { [field]: value } });
    await expectRefused({ [field]: `${value}x` }, 'value-too-long');
  });

  const userIdLength = maxLengthOf(capabilities.fields.userId);
  test.each(userIdLength === undefined ? [] : [userIdLength])('userId: %i characters', async (longest) => {
    const userId = 'u'.repeat(longest);
    await expectStored({ userId }, { userId });
    await expectRefused({ userId: `${userId}x` }, 'value-too-long');
  });

  test('email', async () => {
    const longest = Math.min(254, maxLengthOf(capabilities.fields.email) ?? 254);
    const domain = '.example.com';
    const labels = `${'d'.repeat(60)}.`.repeat(4).slice(-(longest - 12 - domain.length));
    const long = `${'e'.repeat(11)}@${labels.replace(/^\./, 'd').replace(/\.$/, 'd')}${domain}`;
    expect(long).toHaveLength(longest);
    await stage.populate([person({ email: long })]);
    await stage.declare([{ email: long, firstName: 'Jane' }]);
    expect((await stage.reconcile()).people).toMatchObject([{ email: long, scalars: { firstName: 'Jane' } }]);
    await stage.declare([{ email: `e${long}` }]);
    expect((await stage.bench.diagnose()).map(({ severity }) => severity)).toEqual(['error']);
  });

  test('a custom property', async () => {
    const value = 'ü'.repeat(capabilities.customProperties.maxStringLength);
    await expectStored({ customProperties: { planName: value } }, { properties: { planName: value } });
    await expectRefused({ customProperties: { planName: `${value}x` } }, 'value-too-long');
  });

  test('the name of a custom property', async () => {
    const { maxNameLength } = capabilities.customProperties;
    await expectRefused({ customProperties: { [`p${'x'.repeat(maxNameLength)}`]: 'x' } }, 'invalid-property-name');
  });

  const { maxMembers } = capabilities.tags;
  test.each(maxMembers === undefined ? [] : [maxMembers])('%i tags', async (most) => {
    const tags = Array.from({ length: most }, (_, index) => `tag-${String(index).padStart(3, '0')}`);
    await expectStored({ tags }, { sets: { tags } });
    await expectRefused({ tags: [...tags, 'one more'] }, 'too-many-members');
  });

  const memberLength = capabilities.lists.maxMemberLength;
  test.each(memberLength === undefined ? [] : [memberLength])('the name of a list: %i characters', async (longest) => {
    await expectRefused({ lists: { ['l'.repeat(longest + 1)]: true } }, 'value-too-long');
  });
});

function maxLengthOf(support: FieldSupport): number | undefined {
  return support.has ? support.maxLength : undefined;
}

/** Texts and addresses; codes have one length, which other rules keep. */
function boundedTexts({
  fields,
}: Capabilities): readonly (readonly [name: keyof typeof SCALAR_FIELDS, longest: number])[] {
  return SCALAR_NAMES.flatMap((name) => {
    const { kind } = SCALAR_FIELDS[name];
    const longest = maxLengthOf(fields[name]);
    return longest !== undefined && (kind === 'text' || kind === 'url') ? [[name, longest] as const] : [];
  });
}

function longText(field: keyof typeof SCALAR_FIELDS, length: number): string {
  return SCALAR_FIELDS[field].kind === 'url' ? 'https://example.com/'.padEnd(length, 'x') : 'ž'.repeat(length);
}
