// A person is followed through the accounts: what one account answers is looked up at the others, too.

import { expect, test } from 'vitest';
import { type Identifier, type LiveContact, vendorText } from '../../../src/contact/contact.ts';
import { normaliseEmail } from '../../../src/contact/normalise.ts';
import { type FoundPerson, findPerson, onePersonEach } from '../../../src/workflows/erase/find.ts';
import { addressesOf } from '../../../src/workflows/erase/person.ts';
import { aDesired, aLive } from '../../builders/contacts.ts';

type Accounts = Readonly<Record<string, readonly LiveContact[]>>;

/** Accounts that find an email by the text that they store only, as vendors do, and other identifiers by their value. */
function answering(accounts: Accounts, asked: string[] = []) {
  return async (identifiers: readonly Identifier[]) => {
    asked.push(...identifiers.map(({ value, spelling }) => spelling ?? value));
    return Object.entries(accounts).map(([account, contacts]) => {
      const live = contacts.filter((contact) =>
        identifiers.some(({ kind, value, spelling = value }) =>
          kind === 'userId'
            ? contact.userId === value
            : (kind === 'email' ? contact.emails : contact.phones).some((own) => vendorText(contact, own) === spelling),
        ),
      );
      return { account, live, ids: live.flatMap(({ id }) => id ?? []) };
    });
  };
}

function idsOf({ found }: FoundPerson) {
  return Object.fromEntries(found.map(({ account, ids }) => [account, ids]));
}

const L1 = aLive({ id: 'L1', emails: ['jane@example.com'], phones: ['+37060000001'] });
const L2 = aLive({ id: 'L2', emails: [], phones: ['+37060000001'] });

test('a phone that one account has is looked up at the others', async () => {
  const found = await findPerson('jane@example.com', [], answering({ one: [L1], two: [L2] }));
  expect(idsOf(found)).toEqual({ one: ['L1'], two: ['L2'] });
});

test('the manifests are searched for what the accounts answered, and what they declare is looked up', async () => {
  const old = aLive({ id: 'L3', emails: ['j.doe@example.com'], phones: [] });
  const declared = [aDesired({ identifiers: { email: 'j.doe@example.com', phone: '+37060000001' } })];
  const found = await findPerson('jane@example.com', declared, answering({ one: [L1], two: [old] }));
  expect([idsOf(found), addressesOf(found.person)]).toEqual([
    { one: ['L1'], two: ['L3'] },
    ['jane@example.com', 'j.doe@example.com', '+37060000001'],
  ]);
});

test.each(['Straße@Bücher.example', 'straße@bücher.example', 'straße@xn--bcher-kva.example'])(
  'an email that a vendor stores as %s is found by the text that the command line has',
  async (text) => {
    const normal = normaliseEmail(text);
    const live = aLive({ id: 'L4', emails: [normal], phones: [], texts: { [normal]: text } });
    expect(idsOf(await findPerson('Straße@Bücher.example', [], answering({ one: [live] })))).toEqual({ one: ['L4'] });
  },
);

test('an email is looked up in the text that a manifest or another account has, too', async () => {
  const normal = 'strasse@example.com';
  const declared = [aDesired({ identifiers: { email: normal }, emailSpelling: 'Straße@example.com' })];
  const live = (id: string, phones: string[]) =>
    aLive({ id, emails: [normal], phones, texts: { [normal]: 'straße@example.com' } });
  expect(idsOf(await findPerson(normal, declared, answering({ one: [live('L5', [])] })))).toEqual({ one: ['L5'] });
  const both = answering({ one: [live('L5', ['+37060000001'])], two: [live('L6', [])] });
  expect(idsOf(await findPerson('+37060000001', [], both))).toEqual({ one: ['L5'], two: ['L6'] });
});

test('every text is looked up once, and a phone only in the form that vendors accept', async () => {
  const asked: string[] = [];
  const phones = ['12', '860000001', '+12125550100;ext=9', '+37060000001'];
  const live = aLive({ id: 'L7', emails: ['jane@example.com'], phones });
  await findPerson('jane@example.com', [], answering({ one: [live] }, asked));
  expect(asked).toEqual(['jane@example.com', '+37060000001']);
});

test('a phone of few digits connects nobody, and is no address of the person', async () => {
  const others = [aDesired({ identifiers: { email: 'kim@example.com', phone: '12' } })];
  const live = aLive({ id: 'L8', emails: ['jane@example.com'], phones: ['12'] });
  const { person } = await findPerson('jane@example.com', others, answering({ one: [live] }));
  expect([addressesOf(person), person.phone]).toEqual([['jane@example.com'], new Set(['12'])]);
});

test('a chain of people who share phones is not followed without end', async () => {
  const emails = Array.from({ length: 20 }, (_, n) => [`p${n}@example.com`, `p${n + 1}@example.com`]);
  const chain = emails.map((own, n) => aLive({ id: `C${n}`, emails: own, phones: [] }));
  await expect(findPerson('p0@example.com', [], answering({ one: chain }))).rejects.toMatchObject({
    code: 'read-failed',
    reason: 'too-many-identifiers',
  });
});

test('names that turn out to be one person are one, with the ids of both', async () => {
  const ask = answering({ one: [L1], two: [L2, aLive({ id: 'K1', emails: ['kim@example.com'], phones: [] })] });
  const names = ['jane@example.com', 'kim@example.com', '+37060000001'];
  const people = onePersonEach(await Promise.all(names.map((name) => findPerson(name, [], ask))));
  expect(people.map((one) => [one.names, idsOf(one)])).toEqual([
    [['jane@example.com', '+37060000001'], { one: ['L1'], two: ['L2'] }],
    [['kim@example.com'], { one: [], two: ['K1'] }],
  ]);
});

test('two people are one if a third has an identifier of both', () => {
  const of = (name: string, ...email: readonly string[]): FoundPerson => ({
    names: [name],
    person: { email: new Set(email), phone: new Set(), userId: new Set() },
    found: [],
  });
  const people = onePersonEach([of('a', 'a@x.com'), of('b', 'b@x.com'), of('c', 'a@x.com', 'b@x.com')]);
  expect(people.map(({ names }) => names)).toEqual([['a', 'b', 'c']]);
});
