import { describe, expect, it } from 'vitest';
import { diagnosticsWithWords } from '../../src/render/words/diagnostics.ts';
import { ACCOUNTS, loadContacts, loadMarked } from './load.ts';

/** Contacts by mistake. Marks as in load.ts; a diagnostic without a mark fails the test. */
const CONTACTS: Readonly<Record<string, string>> = {
  'a key without a value': '- email: a@x.co\n  accounts: [shop]\n  «empty-value»firstName:\n  tags: [a]',
  'a list item without a value': '- email: a@x.co\n  accounts: [shop]\n  tags:\n    -«empty-value»\n    - a',
  'an empty text': '- email: a@x.co\n  accounts: [shop]\n  firstName: «empty-string»""',
  'an empty identifier': '- email: «empty-string»""\n  userId: u\n  accounts: [app]',
  'an empty property at a vendor that treats it as a removal':
    '- email: a@x.co\n  accounts: [shop]\n  customProperties: { age: «empty-string»"" }',
  'an empty member': '- email: a@x.co\n  accounts: [shop]\n  tags: [a, «empty-string»""]',
  'an empty member in map form': '- email: a@x.co\n  accounts: [shop]\n  tags: { «empty-string»"": true }',
  'null for a set': '- email: a@x.co\n  accounts: [shop]\n  tags: «null-not-allowed»null',
  'null for lists': '- email: a@x.co\n  accounts: [app]\n  lists: «null-not-allowed»~',
  'null for all properties': '- email: a@x.co\n  accounts: [shop]\n  customProperties: «null-not-allowed»null',
  'null for channels': '- email: a@x.co\n  accounts: [shop]\n  channels: «null-not-allowed»null',
  'null for an identifier': '- email: a@x.co\n  phone: «null-not-allowed»null\n  accounts: [shop]',
  'null for accounts': '- email: a@x.co\n  accounts: «null-not-allowed»null',
  'other spellings of null in a text':
    '- email: a@x.co\n  accounts: [shop]\n  lastName: «ambiguous-null»Null\n  city: «ambiguous-null»NULL',
  'numbers whose spelling would be lost':
    '- email: a@x.co\n  accounts: [shop]\n  customProperties: { a: «ambiguous-number»02142, b: «ambiguous-number»1e3, c: «ambiguous-number»0o17, d: «ambiguous-number»1.0, e: «ambiguous-number»12345678901234567890, f: «ambiguous-number»+5, g: «ambiguous-number».inf, h: 12.5 }',
  'a list instead of a text': '- email: a@x.co\n  accounts: [shop]\n  city: «wrong-type»[London]',
  'a mapping instead of a text': '- email: a@x.co\n  accounts: [shop]\n  city:\n    «wrong-type»name: London',
  'a text instead of a set': '- email: a@x.co\n  accounts: [shop]\n  tags: «wrong-type»vip',
  'a number instead of true or false for a member':
    '- email: a@x.co\n  accounts: [shop]\n  tags: { vip: «wrong-type»1 }',
  'a nested object': '- email: a@x.co\n  accounts: [shop]\n  customProperties:\n    size: «nested-object»{ width: 1 }',
  'a text instead of a contact': '- «wrong-type»jane@example.com',
  'an unknown field': '- email: a@x.co\n  accounts: [shop]\n  «unknown-field»firstname: Jane',
  'an unknown field of consent':
    '- email: a@x.co\n  accounts: [shop]\n  channels: { email: { status: subscribed, consent: { «unknown-field»date: 2020-01-01 } } }',
  'an id outside at': '- email: a@x.co\n  accounts: [shop]\n  «unknown-field»id: "1"',
  'a merge key': '- &a\n  email: a@x.co\n  accounts: [shop]\n- «merge-key»<<: *a\n  email: b@x.co\n  accounts: [shop]',
  'an unknown account': '- email: a@x.co\n  accounts: [«unknown-account»shopp]',
  'an unknown account under at': '- email: a@x.co\n  accounts: [shop]\n  at: { «unknown-account»shopp: { city: X } }',
  'at without the account': '- email: a@x.co\n  accounts: [shop]\n  at:\n    «at-without-account»app: { group: x }',
  'no accounts where there are several': '- «accounts-needed»email: a@x.co',
  'an empty list of accounts': '- email: a@x.co\n  accounts: «invalid-value»[]',
  'an unknown status':
    '- email: a@x.co\n  accounts: [shop]\n  channels:\n    email: «invalid-value»subscribd\n    sms: { status: «invalid-value»yes }',
  'a channel without status':
    '- email: a@x.co\n  accounts: [shop]\n  channels:\n    email: «missing-field»{ basis: express }',
  'an invalid gender': '- email: a@x.co\n  accounts: [shop]\n  gender: «invalid-value»female',
  'a country code in small letters': '- email: a@x.co\n  accounts: [shop]\n  countryCode: «invalid-value»gb',
  'an unassigned country code': '- email: a@x.co\n  accounts: [shop]\n  countryCode: «invalid-value»UK',
  'an invalid language': '- email: a@x.co\n  accounts: [news]\n  language: «invalid-value»English',
  'an invalid web address': '- email: a@x.co\n  accounts: [news]\n  website: «invalid-value»not a url',
  'invalid email addresses':
    '- email: «invalid-email»a@x\n  accounts: [shop]\n- email: «invalid-email»a@@x.co\n  accounts: [shop]\n- email: «invalid-email»"a b@x.co"\n  accounts: [shop]\n- email: «invalid-email»a@x..co\n  accounts: [shop]',
  'an id that would be another path':
    '- email: a@x.co\n  accounts: [shop]\n  at:\n    shop: { id: «invalid-id»".." }\n- email: b@x.co\n  accounts: [shop]\n  at:\n    shop: { id: «invalid-id»"a/b" }',
  'a variation selector in an address (F2)': '- email: «invisible-character»"a\\ufe0f@x.co"\n  accounts: [shop]',
  'a filler in an address (F2)': '- email: «invisible-character»"a\\u3164@x.co"\n  accounts: [shop]',
  'half of a character (F8)':
    '- email: a@x.co\n  accounts: [shop]\n  city: «lone-surrogate»"\\ud83d"\n  tags: [«lone-surrogate»"a\\ude00"]\n  customProperties: { age: «lone-surrogate»"\\ud83dx" }',
  'placeholders that were not filled in (F8)':
    '- email: a@x.co\n  accounts: [shop]\n  firstName: «looks-like-template»"{{ first_name }}"\n  lastName: «looks-like-template»undefined\n  city: «looks-like-template»"[object Object]"\n  tags: { «looks-like-template»"*|TAG|*": true }\n  customProperties: { a: «looks-like-template»NaN, b: «looks-like-template»"<%= b %>", c: NaNette }',
  'a contact to delete where the vendor cannot':
    '- email: a@x.co\n  accounts: [shop, app]\n  onRemoved: «cannot-delete»delete\n- email: b@x.co\n  accounts: [shop, app]\n  onRemoved: unsubscribe\n  at: { app: { onRemoved: delete } }',
  'an unknown policy of a contact': '- email: a@x.co\n  accounts: [shop]\n  onMissing: «invalid-value»ignore',
  'a country whose code is another one (F9)':
    '- email: a@x.co\n  accounts: [shop]\n  country: Germany\n  countryCode: «country-mismatch»US\n- email: b@x.co\n  accounts: [news]\n  country: france\n  countryCode: «country-mismatch»FI\n- email: c@x.co\n  accounts: [shop]\n  country: Deutschland\n  countryCode: AT\n- email: d@x.co\n  accounts: [shop]\n  country: GERMANY\n  countryCode: DE',
  'an invisible character in an address (F2)': '- email: «invisible-character»"a\\u200b@x.co"\n  accounts: [shop]',
  'a national phone number': '- phone: «invalid-phone»061234567\n  accounts: [shop]',
  'a national phone number where the country is known':
    '- phone: 0612 345678\n  accounts: [shop]\n  phoneRegion: NL\n- phone: «invalid-phone»12\n  accounts: [shop]\n  phoneRegion: NL\n- phone: +37060000001\n  accounts: [shop]\n  phoneRegion: «unknown-phone-region»ZZ',
  'a phone number with an extension (F5)':
    '- phone: «phone-extension»+1 416 555 0132 ext 5\n  accounts: [shop]\n- email: b@x.co\n  phone: +1 416 555 0133 ext 5\n  accounts: [news]',
  'a phone number that is not in the numbering plan (F7)':
    '- phone: «phone-not-in-plan»+5215512345678\n  accounts: [shop]\n- phone: «phone-not-in-plan»+999123456789\n  accounts: [shop]',
  'local phone numbers where the vendor takes any text (F7)':
    '- email: a@x.co\n  phone: 416-555-0132 x9\n  accounts: [news]\n- email: b@x.co\n  phone: «invalid-phone»416-555-0134\n  accounts: [news, shop]\n- email: c@x.co\n  phone: «invalid-phone»none\n  accounts: [news]',
  'a country that is Kosovo (F7)':
    '- email: a@x.co\n  accounts: [shop]\n  countryCode: XK\n  country: Kosovo\n- email: b@x.co\n  accounts: [shop]\n  country: Kosovo\n  countryCode: «country-mismatch»AL',
  'a domain that cannot be one':
    '- email: «invalid-email»"a@\\u0308x.co"\n  accounts: [shop]\n- email: «invalid-email»a@bücher.x.\n  accounts: [shop]\n- email: a@bücher.co\n  accounts: [shop]',
  'a phone number that is too short': '- phone: «invalid-phone»+37\n  accounts: [shop]',
  'days that do not exist':
    '- email: a@x.co\n  accounts: [shop]\n  birthdate: «invalid-date»2023-02-30\n- email: b@x.co\n  accounts: [shop]\n  birthdate: «invalid-date»01.02.1990',
  'a date of birth in the future': '- email: a@x.co\n  accounts: [shop]\n  birthdate: «date-in-future»2026-06-03',
  'consent in the future':
    '- email: a@x.co\n  accounts: [shop]\n  channels:\n    email:\n      status: subscribed\n      statusChangedAt: «date-in-future»2026-06-02T12:00:01Z\n      consent: { createdAt: «date-in-future»2027-01-01, ip: «invalid-value»300.1.1.1 }',
  'a date of an earlier beginning that is none':
    '- email: a@x.co\n  accounts: [shop]\n  createdAt: «invalid-date»yesterday\n- email: b@x.co\n  accounts: [shop]\n  createdAt: «date-in-future»2027-01-01T00:00:00Z\n- email: c@x.co\n  accounts: [shop, app]\n  createdAt: 2019-05-01\n- email: d@x.co\n  accounts: [app]\n  at: { app: { «field-not-supported»createdAt: 2019-05-01 } }',
  'an invalid status date':
    '- email: a@x.co\n  accounts: [shop]\n  channels: { email: { status: subscribed, statusChangedAt: «invalid-date»yesterday } }',
  'a field that no account has':
    '- email: a@x.co\n  accounts: [shop, old]\n  «field-not-supported»company: X\n  «field-not-supported»lists: [a]',
  'a field under at that the vendor lacks':
    '- email: a@x.co\n  accounts: [app]\n  at: { app: { «field-not-supported»city: X } }',
  'a welcome message that cannot be asked for':
    '- email: a@x.co\n  accounts: [app]\n  «field-not-supported»welcome: true',
  'removals that the vendor has not':
    '- email: a@x.co\n  accounts: [shop]\n  gender: «cannot-clear»null\n  birthdate: «cannot-clear»~',
  'an emptied set where members cannot leave': '- email: a@x.co\n  accounts: [old]\n  tags: «cannot-clear»[]',
  'map form where there is none': '- email: a@x.co\n  accounts: [old]\n  tags: { vip: «set-form-not-supported»true }',
  'list form where there is none': '- email: a@x.co\n  accounts: [news]\n  autoresponders: «set-form-not-supported»[a]',
  'too many tags': `- email: a@x.co\n  accounts: [shop]\n  tags: «too-many-members»[${Array.from({ length: 101 }, (_, index) => `t${index}`)}]`,
  'a text that is too long': `- email: a@x.co\n  accounts: [app]\n  firstName: «value-too-long»${'x'.repeat(499)}`,
  'a property that is too long': `- email: a@x.co\n  accounts: [shop]\n  customProperties: { a: «value-too-long»${'x'.repeat(2049)} }`,
  'property names': `- email: a@x.co\n  accounts: [shop]\n  customProperties: { «invalid-property-name»my-age: 1, «invalid-property-name»${'x'.repeat(129)}: 1, «reserved-property-name»externalCreated: x }`,
  'a property type that the vendor has not':
    '- email: a@x.co\n  accounts: [app]\n  customProperties: { colors: «property-type-not-supported»[a] }',
  'a country without its code': '- email: a@x.co\n  accounts: [shop]\n  country: «country-needs-code»Frankreich',
  'a status that cannot be written':
    '- email: a@x.co\n  accounts: [app]\n  channels: { email: «status-not-writable»nonSubscribed }',
  'a subscription without basis':
    '- email: a@x.co\n  accounts: [news]\n  channels: { email: «basis-required»subscribed }',
  'a contact that cannot be found':
    '- «no-identifier»«field-not-supported»userId: u\n  accounts: [shop]\n- «no-identifier»firstName: Jane\n  accounts: [shop]',
  'a former email that equals the current one':
    '- email: a@x.co\n  accounts: [app]\n  previously: { email: «previously-equal»A@x.co }',
  'an unknown field under unmanaged': '- email: a@x.co\n  accounts: [shop]\n  unmanaged: [city, «invalid-value»towm]',
  'an alias without anchor': '- email: a@x.co\n  accounts: [shop]\n  city: «unknown-alias»*nowhere',
  'a duplicate key': '- email: a@x.co\n  accounts: [shop]\n  city: A\n  «duplicate-key»city: B',
};

describe('a mistake in a contact is reported at its position', () => {
  it.each(Object.entries(CONTACTS))('%s', async (_, lines) => {
    const indented = lines.replaceAll(/^/gm, '  ');
    const { found, expected } = await loadMarked({ 'accounts.yaml': ACCOUNTS, 'x.yaml': `contacts:\n${indented}\n` });
    expect(found).toEqual(expected);
    expect(expected).not.toEqual([]);
  });
});

const DEFAULTS: Readonly<Record<string, string>> = {
  'an identifier': '«not-in-defaults»email: a@x.co',
  'a subscription': 'channels: { email: «not-in-defaults»subscribed }',
  'a subscription in long form': 'channels: { sms: { status: «not-in-defaults»subscribed } }',
  consent: 'channels: { email: { status: unsubscribed, «not-in-defaults»consent: { source: x } } }',
  'values for one account': '«not-in-defaults»at: { shop: { city: X } }',
  'a typo': '«unknown-field»citty: London',
  'an invalid value': 'birthdate: «invalid-date»tomorrow',
  'an unknown account': 'accounts: [shop, «unknown-account»ap]',
};

describe('a mistake in defaults is reported at its position', () => {
  it.each(Object.entries(DEFAULTS))('%s', async (_, line) => {
    const accounts = line.includes('accounts:') ? '' : '  accounts: [shop, app]\n';
    const text = `defaults:\n${accounts}  ${line}\ncontacts:\n  - email: a@x.co\n  - email: b@x.co\n`;
    const { found, expected } = await loadMarked({ 'accounts.yaml': ACCOUNTS, 'x.yaml': text });
    expect(found).toEqual(expected);
  });
});

it('reports all mistakes of all files at once', async () => {
  const { found, expected } = await loadMarked({
    'accounts.yaml': ACCOUNTS,
    'a.yaml': 'contacts:\n  - email: «invalid-email»nope\n    accounts: [shop]\n    «unknown-field»citty: X\n',
    'b/c.yaml':
      '«unknown-field»contatcs: []\ncontacts:\n  - email: b@x.co\n    accounts: [shop]\n    gender: «invalid-value»x\n    countryCode: «invalid-value»XX\n',
  });
  expect(found).toEqual(expected);
});

it('suggests the known name that is most similar to an unknown one', async () => {
  const { diagnostics } = await loadMarked({
    'accounts.yaml': ACCOUNTS,
    'x.yaml':
      'contacts:\n  - email: a@x.co\n    accounts: [shpo]\n    firstname: J\n    channels: { email: unsubscribd }\n',
  });
  expect(diagnostics.map(({ hint }) => hint)).toEqual([
    'Did you mean shop?',
    'Did you mean firstName?',
    'Did you mean unsubscribed?',
  ]);
});

it('a date up to a day ahead is none: this machine’s clock may be wrong, or in another time zone', async () => {
  const { diagnostics } = await loadContacts(
    '- email: a@x.co\n  accounts: [shop]\n  birthdate: 2026-06-02\n  channels:\n    email: { status: subscribed, statusChangedAt: 2026-06-02T12:00:00Z }',
  );
  expect(diagnostics).toEqual([]);
});

it('a date in the future names what this machine’s clock says', async () => {
  const { diagnostics } = await loadContacts('- email: a@x.co\n  accounts: [shop]\n  birthdate: 2026-06-03');
  expect(diagnosticsWithWords(diagnostics)[0]?.message).toBe(
    '2026-06-03 is in the future: this machine’s clock says 2026-06-01T12:00Z',
  );
});

it('counts each of too many members once', async () => {
  const tags = Array.from({ length: 202 }, (_, index) => `t${index >> 1}`);
  const { diagnostics } = await loadContacts(`- { email: a@x.co, accounts: [shop], tags: [${tags}] }\n`);
  expect(diagnostics).toMatchObject([{ code: 'too-many-members', args: { members: 101, most: 100 } }]);
});
