import { describe, expect, it } from 'vitest';
import { decodeContact, decodeFailure, decodeMany } from '../../../src/providers/envoke/codec.ts';
import { decodeConsent, encodeConsent } from '../../../src/providers/envoke/consent.ts';
import { response } from '../drafts.ts';

const JANE = {
  id: 1234,
  external_id: 'x',
  remote_id: 'u_42',
  email: 'Jane@Example.com',
  first_name: 'Jane',
  last_name: '',
  title: 'Head',
  company: 'Example Ltd',
  phone: '+1 (204) 555-0100',
  address_1: '1 Main St',
  address_2: 'Suite 200',
  city: 'Winnipeg',
  province: 'MB',
  postal_code: 'R3C 0A1',
  country: 'ca',
  website: 'https://example.com',
  language: 'en',
  feedback: 'notes',
  consent_status: 'Express',
  consent_description: 'form',
  interests: ['Promo', 'Newsletter'],
  autoresponders: [],
  custom_fields: { barcode: 'abc', empty: '', none: null },
};

describe('envoke contacts', () => {
  it('are decoded to our field names, without empty values', () => {
    expect(decodeContact(JANE)).toEqual({
      id: '1234',
      userId: 'u_42',
      emails: ['jane@example.com'],
      phones: ['+12045550100'],
      scalars: {
        firstName: 'Jane',
        title: 'Head',
        company: 'Example Ltd',
        website: 'https://example.com',
        language: 'en',
        address: '1 Main St',
        address2: 'Suite 200',
        city: 'Winnipeg',
        state: 'MB',
        postalCode: 'R3C 0A1',
        country: 'ca',
        countryCode: 'CA',
      },
      sets: { lists: ['Newsletter', 'Promo'] },
      customProperties: { barcode: 'abc' },
      channels: {
        email: {
          status: 'subscribed',
          basis: 'express',
          optedOut: false,
          since: 'unknown',
          cause: 'none',
          word: 'Express',
        },
      },
      texts: { 'jane@example.com': 'Jane@Example.com', '+12045550100': '+1 (204) 555-0100' },
    });
  });

  it('have an id that is text, even if it was a number', () => {
    expect(decodeContact({ ...JANE, id: '1234' })?.id).toBe('1234');
    expect(decodeContact({ ...JANE, id: '' })).toBeUndefined();
    expect(decodeContact({ email: 'a@x.com' })).toBeUndefined();
  });

  it('are decoded from every form that PHP gives empty values', () => {
    const bare = { id: 1, email: 'a@x.com', remote_id: '', phone: '', country: '', consent_status: '' };
    for (const empty of [[], {}, '', null, undefined]) {
      expect(decodeContact({ ...bare, custom_fields: empty, interests: empty, autoresponders: empty })).toEqual({
        id: '1',
        emails: ['a@x.com'],
        phones: [],
        scalars: {},
        sets: {},
        customProperties: {},
        channels: {},
      });
    }
  });

  it('keep a country’s name as a name', () => {
    expect(decodeContact({ ...JANE, country: 'Canada' })?.scalars).toMatchObject({ country: 'Canada' });
    expect(decodeContact({ ...JANE, country: 'Canada' })?.scalars).not.toHaveProperty('countryCode');
  });

  it('have interests even if PHP wrote the array as an object', () => {
    expect(decodeContact({ ...JANE, interests: { 1: 'Newsletter' } })?.sets.lists).toEqual(['Newsletter']);
  });

  it('have custom fields, too, if these come as a list', () => {
    const fields = [
      { name: 'barcode', type: 'text', value: 'abc' },
      { id: 7, name: 'empty', value: '' },
      { name: 'seats', value: 3 },
    ];
    expect(decodeContact({ ...JANE, custom_fields: fields })?.customProperties).toEqual({ barcode: 'abc', seats: '3' });
  });

  it.each([
    ['texts', ['abc']],
    ['values without names', [{ value: 'abc' }]],
    ['names without values', [{ name: 'barcode' }]],
    ['a name twice', [1, 2].map((value) => ({ name: 'barcode', value }))],
    ['a text', 'abc'],
  ])('are not decoded if their custom fields are %s', (_name, fields) => {
    expect(decodeContact({ ...JANE, custom_fields: fields })).toBeUndefined();
    const decoded = decodeMany(
      response([
        { ...JANE, custom_fields: fields },
        { id: 9, email: 'b@x.com' },
      ]),
    );
    expect(decoded).toMatchObject({ ok: true, value: [{ id: '9' }] });
    expect(decoded.ok && decoded.unreadable?.[0]?.identifiers).toContainEqual({
      kind: 'email',
      value: 'jane@example.com',
    });
  });

  it('without an id make the whole answer malformed', () => {
    expect(decodeMany(response([{ email: 'a@x.com' }]))).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
  });

  it('keep custom fields named like inherited members', () => {
    const fields = JSON.parse('{"__proto__": "a", "constructor": "b"}');
    const decoded = decodeContact({ ...JANE, custom_fields: fields });
    expect(Object.keys(decoded?.customProperties ?? {})).toEqual(['__proto__', 'constructor']);
  });
});

describe('envoke consent', () => {
  it.each([
    ['Express', 'subscribed', 'express', false, 'none'],
    ['Implied - Inquiry', 'subscribed', 'implied-inquiry', false, 'none'],
    ['implied - transaction', 'subscribed', 'implied-transaction', false, 'none'],
    ['Implied: No Expiry', 'subscribed', 'implied-no-expiry', false, 'none'],
    ['Not provided', 'nonSubscribed', undefined, false, 'none'],
    ['Expired', 'nonSubscribed', undefined, true, 'expired'],
    ['REVOKED', 'unsubscribed', undefined, true, 'person'],
    ['External Spam Reported', 'unsubscribed', undefined, true, 'complaint'],
    ['Envoke Spam Reported', 'unsubscribed', undefined, true, 'complaint'],
    ['Something New', 'nonSubscribed', undefined, true, 'unknown'],
  ] as const)('decodes %s', (word, status, basis, optedOut, cause) => {
    expect(decodeConsent(word)).toEqual({
      status,
      ...(basis === undefined ? {} : { basis }),
      optedOut,
      since: 'unknown',
      cause,
      word,
    });
  });

  it('a missing status is unknown and counts as opted out; an empty one means none', () => {
    const untold = { status: 'nonSubscribed', optedOut: true, since: 'unknown', cause: 'unknown', word: 'no status' };
    expect(decodeContact({ id: 1 })?.channels).toEqual({ email: untold });
    expect(decodeContact({ id: 1, consent_status: null })?.channels).toEqual({ email: untold });
    expect(decodeContact({ id: 1, consent_status: '' })?.channels).toEqual({});
  });

  it('decodes every status that it encodes', () => {
    for (const basis of ['express', 'implied-inquiry', 'implied-transaction', 'implied-no-expiry'] as const) {
      const [word] = encodeConsent('subscribed', { status: 'subscribed', basis });
      expect(decodeConsent(word?.[1] ?? '')).toMatchObject({ status: 'subscribed', basis });
    }
    for (const status of ['nonSubscribed', 'unsubscribed'] as const) {
      expect(encodeConsent(status, { status })).toHaveLength(1);
      expect(decodeConsent(encodeConsent(status, { status })[0]?.[1] ?? '')).toMatchObject({ status });
    }
  });

  it('describes the evidence of a subscription, and invents none', () => {
    const consent = { source: 'checkout form', createdAt: '2024-01-01T00:00:00Z', ip: '192.168.1.1' };
    expect(encodeConsent('subscribed', { status: 'subscribed', basis: 'express', consent })).toEqual([
      ['consent_status', 'Express'],
      ['consent_description', 'checkout form, on 2024-01-01T00:00:00Z, from 192.168.1.1'],
    ]);
    const bare = encodeConsent('subscribed', { status: 'subscribed', basis: 'implied-inquiry' });
    expect(bare[1]?.[1]).toContain('without a source');
    expect(() => encodeConsent('subscribed', { status: 'subscribed' })).toThrow(RangeError);
  });
});

describe('envoke failures', () => {
  it('contain every error in the response', () => {
    const body = { success: false, result_text: 'Validation failed', result_data: { errors: ['a is no date', 'b'] } };
    expect(decodeFailure(response(body, 400))).toEqual({
      kind: 'invalid',
      status: 400,
      message: 'Validation failed; a is no date; b',
    });
    expect(decodeFailure(response('no', 502))).toEqual({ kind: 'server', status: 502, message: 'no' });
    expect(decodeFailure(response(undefined, 502))).toEqual({ kind: 'server', status: 502, message: '' });
  });
});
