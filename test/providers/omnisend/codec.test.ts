import { describe, expect, it } from 'vitest';
import { omnisend3, omnisend20260315 } from '../../../src/providers/omnisend/index.ts';
import { response } from '../drafts.ts';
import { VERSIONS, type Version, wireContact } from './people.ts';

function decode(version: Version, overrides: Readonly<Record<string, unknown>>) {
  const body = { contacts: [wireContact(version, overrides)], paging: { hasMore: false, next: null } };
  const { list, decodePage } = version.provider.api;
  const page = list === undefined ? undefined : decodePage?.(response(body), list());
  const [contact] = page?.ok ? page.value.contacts : [];
  if (contact === undefined) throw new Error('no contact was read');
  return contact;
}

function failure(provider: Version['provider'], body: unknown, status: number) {
  const decoded = provider.api.decodeLookUp(response(body, status), [{ kind: 'email', value: 'jane@example.com' }]);
  return decoded.ok ? undefined : decoded.failure;
}

describe.each(VERSIONS)('an omnisend %s contact', (_, version) => {
  it('is decoded with all of its fields', () => {
    const contact = decode(version, {
      identifiers: [
        {
          id: 'Jane@Example.com',
          type: 'email',
          channels: { email: { status: 'unsubscribed', [version.dateField]: '2024-05-24T02:34:08+02:00' } },
        },
        { id: '+44 20 7654 0809', type: 'phone', channels: { sms: { status: 'nonSubscribed' } } },
      ],
      firstName: 'Jane',
      birthdate: '1990-01-01T00:00:00Z',
      gender: 'f',
      tags: ['b', 'a', 'b'],
      customProperties: { age: 33, ratio: 1.23456789, colors: ['blue'], vip: false },
    });
    expect(contact).toEqual({
      id: '663cf8de1f539fef85c321f9',
      emails: ['jane@example.com'],
      phones: ['+442076540809'],
      scalars: { firstName: 'Jane', birthdate: '1990-01-01', gender: 'f' },
      sets: { tags: ['a', 'b'] },
      customProperties: { age: 33, ratio: 1.234568, colors: ['blue'], vip: false },
      channels: {
        email: {
          status: 'unsubscribed',
          optedOut: true,
          since: '2024-05-24T00:34:08Z',
          cause: 'unknown',
          word: 'unsubscribed',
        },
        sms: { status: 'nonSubscribed', optedOut: false, since: 'unknown', cause: 'none', word: 'nonSubscribed' },
      },
      texts: { 'jane@example.com': 'Jane@Example.com', '+442076540809': '+44 20 7654 0809' },
    });
  });

  it('is decoded without empty values, in any form that the vendor uses for them', () => {
    const names = [
      'firstName',
      'lastName',
      'gender',
      'birthdate',
      'country',
      'city',
      'phone',
      'tags',
      'customProperties',
    ];
    for (const empty of ['', null, undefined]) {
      const nothing = Object.fromEntries(names.map((name) => [name, empty]));
      expect(decode(version, { ...nothing, identifiers: [] })).toEqual({
        ...{ id: '663cf8de1f539fef85c321f9', emails: [], phones: [] },
        ...{ scalars: {}, sets: {}, customProperties: {}, channels: {} },
      });
    }
    expect(decode(version, { customProperties: { a: null, b: '' } }).customProperties).toEqual({});
  });

  it('is decoded without an error from values of any type', () => {
    const fields = ['identifiers', 'email', 'phone', 'status', 'tags', 'customProperties', 'firstName', 'birthdate'];
    for (const value of [0, true, 'x', [], [null], [[]], {}, { type: 'email' }, [{ type: 'email', channels: 7 }]]) {
      const contact = decode(version, Object.fromEntries(fields.map((field) => [field, value])));
      expect(contact.id).toBe('663cf8de1f539fef85c321f9');
      for (const text of [...contact.emails, ...contact.phones, ...Object.values(contact.scalars)]) {
        expect(text).toBeTypeOf('string');
      }
    }
  });

  it('keeps properties named like inherited members', () => {
    const properties = JSON.parse('{"__proto__": {"polluted": true}, "constructor": "x", "toString": 1}');
    const { customProperties } = decode(version, { customProperties: properties });
    expect(Object.entries(customProperties)).toEqual([
      ['__proto__', '{"polluted":true}'],
      ['constructor', 'x'],
      ['toString', 1],
    ]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('is decoded even if a property is nested too deeply', () => {
    const depth = 50_000;
    const properties = JSON.parse(`{"deep":${'['.repeat(depth)}${']'.repeat(depth)}}`);
    expect(decode(version, { customProperties: properties }).customProperties.deep).toBeTypeOf('string');
  });

  it('is decoded without reserved properties and unsupported fields', () => {
    const contact = decode(version, {
      customProperties: { externalCreated: '2024-05-09' },
      source: 'api',
      title: 'CEO',
    });
    expect(contact.customProperties).toEqual({});
    expect(contact.scalars).toEqual({});
  });

  it('counts as opted out but not as unsubscribed if its status is unknown or missing', () => {
    const untold = { status: 'nonSubscribed', optedOut: true, since: 'unknown', cause: 'unknown' };
    const identifiers = [{ id: 'jane@example.com', type: 'email', channels: { email: { status: 'bounced' } } }];
    expect(decode(version, { identifiers }).channels.email).toEqual({ ...untold, word: 'bounced' });
    const silent = [{ id: 'jane@example.com', type: 'email' }];
    expect(decode(version, { identifiers: silent, status: undefined }).channels.email).toEqual({
      ...untold,
      word: 'no status',
    });
  });

  it('shows an opt-out even if its identifiers are missing', () => {
    const contact = decode(version, {
      identifiers: null,
      email: 'jane@example.com',
      phone: ['+37060000001'],
      status: 'unsubscribed',
    });
    expect(contact.emails).toEqual(['jane@example.com']);
    expect(contact.phones).toEqual(['+37060000001']);
    expect(contact.channels.email).toMatchObject({ status: 'unsubscribed', optedOut: true });
    expect(decode(version, { identifiers: [], status: 'subscribed' }).channels).toEqual({});
  });

  it('is decoded from a page of 5,000', () => {
    const { list, decodePage } = version.provider.api;
    const contacts = Array.from({ length: 5000 }, (__, index) =>
      wireContact(version, { [version.idField]: `id${index}` }),
    );
    const body = { contacts, paging: { hasMore: false, next: null } };
    const page = list && decodePage?.(response(body), list());
    expect(page?.ok && page.value.contacts.length).toBe(5000);
  });
});

describe('omnisend failures', () => {
  it('decodes problem+json with every field error and the request id', () => {
    const problem = {
      type: 'https://problems.omnisend.com/validation-failed',
      ...{ title: 'Validation failed', status: 400, detail: 'One or more fields are invalid.' },
      instance: 'urn:omnisend:request:550e8400',
      errors: [{ field: 'gender', code: 'enum', message: 'Must be m or f' }, null, { message: 'and more' }],
    };
    expect(failure(omnisend20260315, problem, 400)).toEqual({
      kind: 'invalid',
      status: 400,
      message: 'One or more fields are invalid.; gender: Must be m or f; and more',
      requestId: 'urn:omnisend:request:550e8400',
    });
  });

  it('decodes the older {error, fields}', () => {
    const body = { error: 'Check the fields.', fields: { 0: ['identifiers[0].channels: required'], 1: 'more' } };
    expect(failure(omnisend3, body, 400)).toEqual({
      ...{ kind: 'invalid', status: 400, message: 'Check the fields.; identifiers[0].channels: required; more' },
    });
  });

  it.each([
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [409, 'conflict'],
    [410, 'retired'],
    [422, 'invalid'],
    [429, 'rate-limited'],
    [408, 'server'],
    [502, 'server'],
  ])('decodes status %i as %s, even if the body contains no message', (status, kind) => {
    for (const body of [undefined, null, '<html>', [], { errors: 7, fields: [null], detail: 1, instance: {} }]) {
      expect(failure(omnisend20260315, body, status)).toMatchObject({ kind, status });
    }
  });

  it('adds other possible causes to a 403 of v3', () => {
    expect(failure(omnisend3, { error: 'Forbidden' }, 403)?.message).toBe(
      'Forbidden; the key is wrong, or blocked for a while after many errors',
    );
    expect(failure(omnisend20260315, { title: 'Forbidden' }, 403)?.message).toBe('Forbidden');
  });
});
