// What becomes of one live contact: its entry, what the entry leaves out, or why there is none.

import { describe, expect, test } from 'vitest';
import type { ChannelConsent } from '../../../src/contact/consent.ts';
import type { LiveContact } from '../../../src/contact/contact.ts';
import { DIALECTS, type DialectName } from '../../../src/providers/table.ts';
import { entryOf } from '../../../src/workflows/import/entry.ts';
import { takenFields } from '../../../src/workflows/import/selection.ts';
import { aLive } from '../../builders/contacts.ts';

function written(
  live: Partial<LiveContact>,
  {
    dialect = 'omnisend@2026-03-15',
    fields,
    shared = [],
  }: { readonly dialect?: DialectName; readonly fields?: string; readonly shared?: readonly string[] } = {},
) {
  const capabilities = DIALECTS[dialect];
  const isShared = (key: string): boolean => shared.includes(key);
  const entry = entryOf(aLive(live), { capabilities, fields: takenFields(fields, capabilities), isShared });
  if ('exception' in entry) return entry.exception;
  const parts = entry.parts.map(({ path, value }) => `${path.join('.')}=${JSON.stringify(value)}`);
  return [...parts, ...entry.omitted.map(({ field, code }) => `without ${field}: ${code}`)];
}

function status(known: Partial<ChannelConsent>): ChannelConsent {
  return { status: 'subscribed', optedOut: false, since: 'unknown', cause: 'none', word: 'test', ...known };
}

describe('identifiers', () => {
  const phones = ['+37060000001', '+37060000002'];

  test('the first email and phone are declared', () => {
    expect(written({ emails: ['a@example.com', 'b@example.com'], phones })).toEqual([
      ...['email="a@example.com"', 'phone="+37060000001"'],
    ]);
  });

  test('an identifier that another contact carries is declared for neither', () => {
    expect(written({ phones }, { shared: ['phone:+37060000001'] })).toEqual([
      ...['email="jane@example.com"', 'without phone: shared'],
    ]);
    expect(written({}, { shared: ['email:jane@example.com'] })).toBe('shared-identifier');
    // The phone cannot be looked up at this vendor, so it does not make up for the email.
    expect(written({ phones }, { dialect: 'envoke@v1', shared: ['email:jane@example.com'] })).toBe('shared-identifier');
    expect(written({ userId: 'u1' }, { dialect: 'envoke@v1', shared: ['email:jane@example.com'] })).toEqual([
      ...['userId="u1"', 'without email: shared'],
    ]);
  });

  test('without any, or with the placeholder of a template, there is no entry', () => {
    expect(written({ emails: [] })).toBe('no-identifier');
    expect(written({ emails: ['${email}'] })).toBe('template-like');
    expect(written({ userId: '{{ id }}' }, { dialect: 'loops@v1' })).toEqual([
      ...['email="jane@example.com"', 'without userId: template-like'],
    ]);
  });
});

describe('statuses', () => {
  test.each([
    ['subscribed', {}, ['channels.email="subscribed"']],
    ['never asked', { status: 'nonSubscribed' }, ['channels.email="nonSubscribed"']],
    ['left, or complained', { status: 'unsubscribed', optedOut: true }, ['channels.email="unsubscribed"']],
    ['asked to confirm, and has not yet', { status: 'subscribed', cause: 'pending' }, []],
    ['expired, or not understood', { status: 'nonSubscribed', optedOut: true }, 'vendor-status'],
    [
      'with a basis',
      { basis: 'implied-inquiry' },
      ['channels.email.status="subscribed"', 'channels.email.basis="implied-inquiry"'],
    ],
  ] as const)('%s', (_, known, expected) => {
    const found = written({ channels: { email: status(known) } });
    expect(Array.isArray(found) ? found.slice(1) : found).toEqual(expected);
  });
});

describe('values', () => {
  const live = {
    scalars: { firstName: 'Jane', country: 'Canada', countryCode: 'CA', city: '{{ city }}' },
    sets: { tags: ['vip'], lists: ['news'], autoresponders: ['welcome'] },
    customProperties: { b: 1, a: 'x' },
  };

  test('by default: sets, where members can be owned one by one; an autoresponder would send mail again', () => {
    const only = (dialect: DialectName) => (written(live, { dialect }) as readonly string[]).slice(1);
    expect(only('omnisend@2026-03-15')).toEqual(['tags.vip=true']);
    expect(only('omnisend@v3')).toEqual([]);
    expect(only('loops@v1')).toEqual(['lists.news=true']);
    expect(only('envoke@v1')).toEqual(['lists.news=true']);
  });

  test('--fields all: everything, but for placeholders and for a name whose code wins', () => {
    expect(written(live, { dialect: 'envoke@v1', fields: 'all' })).toEqual([
      ...['email="jane@example.com"', 'firstName="Jane"', 'countryCode="CA"', 'lists.news=true'],
      ...['autoresponders.welcome=true', 'customProperties.a="x"', 'customProperties.b=1'],
      'without city: template-like',
    ]);
    expect(written(live, { dialect: 'omnisend@v3', fields: 'tags' })).toContain('tags=["vip"]');
  });

  test('a country comes with its code, where the vendor derives one from the other', () => {
    expect(written(live, { fields: 'country,customProperties.a' })).toEqual([
      ...[
        'email="jane@example.com"',
        'country="Canada"',
        'countryCode="CA"',
        'tags.vip=true',
        'customProperties.a="x"',
      ],
    ]);
  });
});
