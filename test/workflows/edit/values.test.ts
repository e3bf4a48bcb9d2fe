// Arguments of the form path=value, and finding the contact that they are for.

import { describe, expect, it } from 'vitest';
import type { DesiredContact } from '../../../src/contact/contact.ts';
import { sourceOf } from '../../../src/manifest/read/source.ts';
import { hunksOf } from '../../../src/workflows/edit/edited-lines.ts';
import { findDeclared } from '../../../src/workflows/edit/find.ts';
import { readGivenValue } from '../../../src/workflows/edit/values.ts';

it.each<[string, readonly string[], unknown]>([
  ['firstName=Jane', ['firstName'], 'Jane'],
  ['postalCode=02142', ['postalCode'], '02142'],
  ['firstName=a=b # c', ['firstName'], 'a=b # c'],
  ['city=null', ['city'], null],
  ['tags.vip=true', ['tags', 'vip'], true],
  ['tags.a.b=false', ['tags', 'a.b'], false],
  ['tags=[a, "b c"]', ['tags'], ['a', 'b c']],
  ['tags=[]', ['tags'], []],
  ['welcome=true', ['welcome'], true],
  ['customProperties.age=34', ['customProperties', 'age'], 34],
  ['customProperties.age="34"', ['customProperties', 'age'], '34'],
  ['customProperties.x=Gold #1', ['customProperties', 'x'], 'Gold #1'],
  ['customProperties.x=a: b', ['customProperties', 'x'], 'a: b'],
  ['customProperties.x=a, y: b', ['customProperties', 'x'], 'a, y: b'],
  ['customProperties.x=} , y: {', ['customProperties', 'x'], '} , y: {'],
  ['customProperties.x=5 } #x', ['customProperties', 'x'], '5 } #x'],
  ['customProperties.x=5 }} #x', ['customProperties', 'x'], '5 }} #x'],
  ['customProperties.x=[a] # b', ['customProperties', 'x'], '[a] # b'],
  ['customProperties.x=5, y: 6 } #x', ['customProperties', 'x'], '5, y: 6 } #x'],
  ['customProperties.x=a\nb', ['customProperties', 'x'], 'a\nb'],
  ['customProperties.x=true', ['customProperties', 'x'], true],
  ['customProperties.x=[a, b]', ['customProperties', 'x'], ['a', 'b']],
  ['channels.email.status=unsubscribed', ['channels', 'email', 'status'], 'unsubscribed'],
  ['channels.sms=unsubscribed', ['channels', 'sms'], 'unsubscribed'],
  ['previously.email=old@x.co', ['previously', 'email'], 'old@x.co'],
])('reads %j', async (argument, path, value) => {
  expect(await readGivenValue(argument)).toEqual({ path, value });
});

it.each([
  ['Jane', /not of the form/],
  ['=Jane', /not of the form/],
  ['citty=Oslo', /no field/],
  ['accounts=[shop]', /no field/],
  ['customProperties=x', /no field/],
  ['channels=x', /no field/],
  ['city=', /has no value/],
  ['tags=vip', /is a list/],
  ['tags=[vip] # new', /is a list/],
  ['tags=[vip] } #', /is a list/],
  ['tags.vip=yes', /true or false/],
  ['welcome=1', /true or false/],
])('refuses %j', async (argument, message) => {
  await expect(readGivenValue(argument)).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringMatching(message),
  });
});

describe('findDeclared', () => {
  const contact = (account: string, identifiers: DesiredContact['identifiers']): DesiredContact =>
    ({ account, identifiers, key: `${account}/${identifiers.userId ?? identifiers.email}` }) as DesiredContact;
  const contacts = [
    contact('shop', { email: 'jane@example.com', phone: '+37061234567' }),
    contact('app', { email: 'jane@example.com', userId: 'u1' }),
    contact('shop', { email: 'u1' }),
  ];

  it.each([
    ['Jane@Example.com', ['shop/jane@example.com', 'app/u1']],
    ['+370 612 34567', ['shop/jane@example.com']],
    ['app/u1', ['app/u1']],
    ['shop/u1', ['shop/u1']],
    ['u1', ['app/u1', 'shop/u1']],
  ])('finds %s', (name, keys) => {
    expect(findDeclared(name, contacts).map(({ key }) => key)).toEqual(keys);
  });

  it('names who was perhaps meant', () => {
    expect(() => findDeclared('jnae@example.com', contacts)).toThrow(
      expect.objectContaining({ code: 'unknown-contact', hint: 'did you mean jane@example.com?' }),
    );
    expect(() => findDeclared('somebody@else.org', contacts)).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('give an email address') }),
    );
  });

  it('does not choose between two contacts of one account', () => {
    const twins = [
      contact('shop', { email: 'a@x.co', phone: '+37061234567' }),
      contact('shop', { phone: '+37061234567' }),
    ];
    expect(() => findDeclared('+37061234567', twins)).toThrow(expect.objectContaining({ reason: 'ambiguous' }));
  });
});

it('groups changed lines by place', () => {
  const file = sourceOf('a.yaml', 'yaml', Buffer.from('a\nb\nc\nd\n'));
  if ('code' in file) throw new Error('not a text');
  expect(hunksOf({ file, text: 'a\nB\nc\nx\ny\n' })).toEqual([
    { file: 'a.yaml', line: 2, removed: ['b'], added: ['B'] },
    { file: 'a.yaml', line: 4, removed: ['d'], added: ['x', 'y'] },
  ]);
  expect(hunksOf({ file, text: 'a\nb\n' })).toEqual([{ file: 'a.yaml', line: 3, removed: ['c', 'd'], added: [] }]);
  expect(hunksOf({ file, text: file.text })).toEqual([]);
});
