import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CHANNELS, type FieldName, IDENTIFIER_KINDS, SCALAR_NAMES, SET_FIELDS } from '../../src/contact/fields.ts';
import type { Capabilities, FieldSupport } from '../../src/providers/capabilities.ts';
import { ALL_DIALECTS, apiVersionsOf, DIALECTS, dialectOf, PROVIDER_NAMES } from '../../src/providers/table.ts';

const FIELD_NAMES: readonly FieldName[] = [
  ...SCALAR_NAMES,
  ...IDENTIFIER_KINDS,
  ...SET_FIELDS,
  'customProperties',
  ...CHANNELS.map((channel) => `channels.${channel}` as const),
];

function supported(capabilities: Capabilities): readonly FieldName[] {
  return FIELD_NAMES.filter((name) => capabilities.fields[name].has);
}

function clearOf(capabilities: Capabilities, name: FieldName): string {
  const field = capabilities.fields[name];
  return field.has ? field.clear : 'has not';
}

describe.each(ALL_DIALECTS.map((capabilities) => [capabilities.dialect, capabilities] as const))(
  '%s',
  (name, capabilities) => {
    it('is named after its provider and version', () => {
      expect(name).toBe(`${capabilities.provider}@${capabilities.apiVersion}`);
      expect(dialectOf(capabilities.provider, capabilities.apiVersion)).toBe(capabilities);
      expect(capabilities.origin).toMatch(/^https:\/\/[a-z0-9.]+$/);
    });

    it('has exactly one row for every field, with source and date', () => {
      expect(Object.keys(capabilities.fields).sort()).toEqual([...FIELD_NAMES].sort());
      for (const row of Object.values(capabilities.fields)) {
        expect(row.how).toMatch(/\S/);
        expect(row.source).toMatch(/\S/);
        expect(row.date).toMatch(/^20\d\d-\d\d-\d\d$/);
      }
    });

    it('is consistent', () => {
      const { fields, identity, reads, budgets, channels } = capabilities;
      for (const kind of identity.lookUp) expect(fields[kind]).toMatchObject({ has: true, read: true });
      for (const set of SET_FIELDS) expect(capabilities[set].list || capabilities[set].map).toBe(fields[set].has);
      for (const channel of CHANNELS) expect(channels[channel] !== undefined).toBe(fields[`channels.${channel}`].has);
      expect(budgets.map((budget) => budget.name)).toEqual(expect.arrayContaining([...reads.budgets]));
      expect(capabilities.keyFields.length).toBeGreaterThan(0);
      for (const field of Object.values<FieldSupport>(fields)) {
        const winner = field.has ? field.yieldsTo : undefined;
        if (winner !== undefined) expect(fields[winner]).toMatchObject({ has: true, write: true });
      }
    });

    it('has a rule for property names that accepts a simple name and no special characters', () => {
      const pattern = new RegExp(`^(?:${capabilities.customProperties.namePattern})$`);
      expect('favoriteColor2').toMatch(pattern);
      for (const name of ['', 'favorite color', 'a.b', 'a[b]', 'größe', 'a\n']) expect(name).not.toMatch(pattern);
    });
  },
);

describe('the table', () => {
  it('lists versions newest first', () => {
    expect(apiVersionsOf('omnisend')).toEqual(['2026-03-15', 'v5', 'v3']);
    expect(apiVersionsOf('loops')).toEqual(['v1']);
    expect(dialectOf('loops', 'v2')).toBeUndefined();
  });

  it('contains the fields that each vendor has', () => {
    const omnisend = [
      ...['firstName', 'lastName', 'gender', 'birthdate', 'address', 'city', 'state', 'postalCode', 'country'],
      ...['countryCode', 'id', 'email', 'phone', 'tags', 'customProperties', 'channels.email', 'channels.sms'],
    ];
    expect([...supported(DIALECTS['omnisend@2026-03-15'])].sort()).toEqual([...omnisend].sort());
    expect(supported(DIALECTS['omnisend@v5'])).toEqual(supported(DIALECTS['omnisend@2026-03-15']));
    expect(supported(DIALECTS['omnisend@v3'])).toEqual(supported(DIALECTS['omnisend@2026-03-15']));
    expect([...supported(DIALECTS['loops@v1'])].sort()).toEqual(
      [
        ...['firstName', 'lastName', 'group', 'source', 'userId', 'email', 'lists'],
        ...['customProperties', 'channels.email'],
      ].sort(),
    );
    expect(FIELD_NAMES.filter((field) => !DIALECTS['envoke@v1'].fields[field].has)).toEqual([
      ...['gender', 'birthdate', 'group', 'source', 'tags', 'channels.sms'],
    ]);
  });

  it.each([
    ['omnisend@2026-03-15', 'customProperties', 'yes'],
    ['omnisend@2026-03-15', 'firstName', 'unproven'],
    ['omnisend@2026-03-15', 'postalCode', 'unproven'],
    ['omnisend@2026-03-15', 'gender', 'no'],
    ['omnisend@2026-03-15', 'birthdate', 'no'],
    ['omnisend@2026-03-15', 'country', 'no'],
    ['omnisend@2026-03-15', 'countryCode', 'no'],
    ['omnisend@v3', 'tags', 'no'],
    ['loops@v1', 'customProperties', 'yes'],
    ['loops@v1', 'lastName', 'unproven'],
    ['loops@v1', 'group', 'unproven'],
    ['loops@v1', 'userId', 'no'],
    ['loops@v1', 'source', 'no'],
    ['envoke@v1', 'city', 'unproven'],
  ] as const)('%s: %s can be cleared: %s', (dialect, field, clear) => {
    expect(clearOf(DIALECTS[dialect], field)).toBe(clear);
  });

  it('contains what a create requires, and which of two fields with shared storage takes precedence', () => {
    expect(ALL_DIALECTS.map(({ creates }) => creates.needsEmail)).toEqual([false, false, false, true, true]);
    expect(DIALECTS['envoke@v1'].fields.country).toMatchObject({ yieldsTo: 'countryCode' });
  });

  it('allows sets only in the forms that are known to work', () => {
    expect(DIALECTS['omnisend@2026-03-15'].tags).toMatchObject({ list: true, map: true, listRemovals: true });
    expect(DIALECTS['omnisend@v5'].tags).toMatchObject({ list: true, map: false, listRemovals: true });
    expect(DIALECTS['omnisend@v3'].tags).toMatchObject({ list: true, map: false, listRemovals: false });
    expect(DIALECTS['envoke@v1'].autoresponders).toMatchObject({ list: false, map: true });
  });

  it('is data: it imports only types from other folders', () => {
    const files = ['rows', ...PROVIDER_NAMES.map((name) => `${name}/capabilities`)];
    for (const file of files) {
      const text = readFileSync(new URL(`../../src/providers/${file}.ts`, import.meta.url), 'utf8');
      const values = [...text.matchAll(/^import (?!type)[^;]* from '([^']+)';$/gm)].map((match) => match[1]);
      for (const specifier of values) expect(specifier).toMatch(/^\.{1,2}\/([a-z]+\/)?(capabilities|rows)\.ts$/);
    }
  });
});
