// Random contacts as the vendors' own JSON, with everything that makes an import hard: texts that YAML takes for something else,
// identifiers that several people carry, statuses that only a vendor can set.

import fc from 'fast-check';
import { normaliseEmail } from '../../../src/contact/normalise.ts';
import type { DialectName } from '../../../src/providers/table.ts';

type JsonObject = Readonly<Record<string, unknown>>;

const AWKWARD = [
  ...[
    'Jane',
    '02142',
    'no',
    'true',
    'null',
    '~',
    'Null',
    '1e3',
    '0x1F',
    '1_000',
    '.5',
    '-',
    '- x',
    '---',
    '...',
    '1.0',
  ],
  ...['a: b', 'a:', ': a', '# c', 'a #b', 'a#b', '"q"', "it's", "'", '*a', '&a', '@x', '`', '%', '!t', '|', '>', '[a]'],
  ...[
    '{a}',
    '? a',
    ' padded ',
    '東京 🗼',
    'x\ny',
    'a\tb',
    '\u200bz',
    '\u00a0',
    '\u0085',
    '\ud800',
    'é',
    '<<',
    '=',
    '<b>',
  ],
  ...['${NAME}', '{{ first }}', '<% x %>', 'constructor', '__proto__', 'toString', '\\', 'a\\"b', '2026-11-21', '::x'],
  'x'.repeat(1100),
  'y'.repeat(3000),
];
const text = fc.oneof(fc.constantFrom(...AWKWARD), fc.string({ minLength: 1, maxLength: 12, unit: 'binary' }));
const EMAILS = [
  ...['a@example.com', 'B@Example.com', 'c+d@example.com', 'bad', 'x y@example.com', 'ö@example.com', '${EMAIL}'],
  ...['a@example', '1e3@example.com', "o'neil@example.com", 'a@b.c', '\u200ba@example.com', '#x@example.com'],
];
const PHONES = ['+37060000001', '+12025550001', '+370 600 00002', '(202) 555-0001', '12', '+1', 'none'];
const PROPERTIES = [
  'age',
  'height',
  'plan_1',
  'constructor',
  'hair color',
  'true',
  '',
  'externalCreated',
  'x'.repeat(200),
];

const property = fc.oneof(
  text,
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(-0, 1e21, 1e-7, 0.1, 1234567890123456),
  fc.array(text, { maxLength: 3 }),
  fc.constant(null),
  fc.constant({ nested: [1] }),
);
const names = fc.uniqueArray(fc.oneof(fc.constantFrom('vip', 'beta', 'true', '12', 'source: shopify'), text), {
  maxLength: 4,
});
const properties = fc.dictionary(fc.constantFrom(...PROPERTIES), property, { maxKeys: 4 });
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const texts = (fields: readonly string[]): fc.Arbitrary<JsonObject> =>
  fc.dictionary(fc.constantFrom(...fields), fc.oneof(text, fc.constantFrom('', null)), { maxKeys: 6 });

const address = ['firstName', 'lastName', 'city', 'state', 'address', 'postalCode', 'country'];
const omnisendFields = fc.record({
  ...{ texts: texts(address), tags: names, properties },
  ...{
    countryCode: maybe(fc.constantFrom('GB', 'gb', 'XX', 'Lithuania')),
    gender: maybe(fc.constantFrom('m', 'f', 'x')),
  },
  birthdate: maybe(fc.constantFrom('1990-02-28', '1990-02-30', '2990-01-01', '1990-02-28T00:00:00Z')),
  ...{ emails: fc.uniqueArray(fc.constantFrom(...EMAILS), { maxLength: 2 }), phone: maybe(fc.constantFrom(...PHONES)) },
  status: fc.constantFrom('subscribed', 'nonSubscribed', 'unsubscribed', 'cleaned', undefined),
  sms: fc.constantFrom('subscribed', 'nonSubscribed', 'unsubscribed', undefined),
});

function omnisend(idField: string, dateField: string): fc.Arbitrary<readonly JsonObject[]> {
  const contact = omnisendFields.map(({ texts: own, emails, phone, status, sms, properties: custom, ...rest }) => ({
    ...rest,
    ...own,
    customProperties: custom,
    identifiers: [
      ...emails.map((id) => ({ type: 'email', id, channels: channel('email', status, dateField) })),
      ...(phone === undefined ? [] : [{ type: 'phone', id: phone, channels: channel('sms', sms, dateField) }]),
    ],
  }));
  return fc
    .array(contact, { maxLength: 6 })
    .map((contacts) => contacts.map((each, index) => ({ ...each, [idField]: `66a${index}` })));
}

function channel(name: string, status: string | undefined, dateField: string): JsonObject {
  return status === undefined ? {} : { [name]: { status, [dateField]: '2024-01-01T00:00:00Z' } };
}

const loopsContact = fc.record({
  ...{
    email: fc.constantFrom(...EMAILS),
    userId: maybe(text),
    texts: texts(['firstName', 'lastName', 'userGroup', 'source']),
  },
  ...{
    subscribed: fc.constantFrom(true, false, undefined),
    optInStatus: fc.constantFrom('rejected', 'accepted', null),
  },
  ...{ lists: fc.dictionary(text, fc.boolean(), { maxKeys: 3 }), properties, suppressed: fc.boolean() },
});
const loops = fc
  .uniqueArray(loopsContact, { maxLength: 6, selector: ({ email }) => normaliseEmail(email) })
  .map((contacts) =>
    contacts.map(({ texts: own, lists, properties: custom, userId, ...contact }, index) => ({
      ...custom,
      ...own,
      ...contact,
      // A user id belongs to one contact only.
      userId: contacts.findIndex((other) => other.userId === userId) === index ? userId : null,
      mailingLists: lists,
    })),
  );

const STATUSES = [
  ...['Express', 'Implied - Inquiry', 'Implied - Transaction', 'Implied - No Expiry', 'Not Provided', 'Revoked'],
  ...['Expired', 'External Spam Reported', 'Envoke Spam Reported', 'Something new', ''],
];
const envokeContact = fc.record({
  ...{
    email: fc.option(fc.constantFrom(...EMAILS)),
    remote_id: fc.option(text),
    phone: fc.option(fc.constantFrom(...PHONES)),
  },
  texts: texts([
    'first_name',
    'last_name',
    'title',
    'company',
    'website',
    'language',
    'city',
    'province',
    'postal_code',
  ]),
  ...{ country: fc.constantFrom('Canada', 'ca', 'CA', 'XX', ''), consent_status: fc.constantFrom(...STATUSES) },
  ...{ interests: names, autoresponders: names, custom_fields: properties },
});
const envoke = fc
  .array(envokeContact, { maxLength: 6 })
  .map((contacts) => contacts.map(({ texts: own, ...contact }, index) => ({ ...own, ...contact, id: 1000 + index })));

/** The contacts of an account of each dialect. */
export const VENDOR_STATES: Readonly<Record<DialectName, fc.Arbitrary<readonly JsonObject[]>>> = {
  'omnisend@2026-03-15': omnisend('id', 'statusChangedAt'),
  'omnisend@v5': omnisend('contactID', 'statusDate'),
  'omnisend@v3': omnisend('contactID', 'statusDate'),
  'loops@v1': loops,
  'envoke@v1': envoke,
};
