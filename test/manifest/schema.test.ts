import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { SCALAR_NAMES } from '../../src/contact/fields.ts';
import { COUNTRY_CODES } from '../../src/manifest/resolve/country-codes.ts';
import { manifestSchema } from '../../src/manifest/schema/manifest.ts';
import { DIALECTS } from '../../src/providers/table.ts';

const schema = manifestSchema(Object.values(DIALECTS));

it('the committed schema equals the generated one', async () => {
  const committed = await readFile(new URL('../../schemas/manifest.schema.json', import.meta.url), 'utf8');
  expect(committed).toBe(`${JSON.stringify(schema, undefined, 2)}\n`);
});

describe('completion in editors', () => {
  const incomplete: string[] = [];
  visit(schema, '');

  it('every field has a title, a description and examples', () => {
    expect(incomplete).toEqual([]);
  });

  function visit(node: unknown, path: string): void {
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
    for (const [name, member] of Object.entries(node)) {
      if (name === 'properties' || name === 'definitions') {
        for (const [field, definition] of Object.entries(member as object)) {
          const isDescribed =
            '$ref' in definition || ['title', 'description', 'examples'].every((word) => word in definition);
          if (!isDescribed) incomplete.push(`${path}/${field}`);
          visit(definition, `${path}/${field}`);
        }
      } else visit(member, path);
    }
  }
});

it('contains every canonical field and names the vendors that have it', () => {
  const { contact } = schema.definitions as Readonly<
    Record<string, { properties: Readonly<Record<string, { description: string }>> }>
  >;
  for (const name of SCALAR_NAMES) expect(contact?.properties).toHaveProperty(name);
  expect(contact?.properties.group?.description).toMatch(/At Loops v1/);
  expect(contact?.properties.email?.description).toMatch(/Every vendor/);
});

it('contains the 249 countries of ISO 3166-1, and Kosovo', () => {
  expect(COUNTRY_CODES.size).toBe(250);
  expect(COUNTRY_CODES.has('XK')).toBe(true);
  const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  expect([...COUNTRY_CODES].filter((code) => names.of(code) === undefined)).toEqual([]);
});
