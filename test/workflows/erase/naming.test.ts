// In which texts a person is recognised, whatever the format and the spelling.

import { expect, test } from 'vitest';
import { createNaming, type EmailRecognition } from '../../../src/workflows/erase/naming.ts';

function named(text: string, email: string, phone: string, recognition: EmailRecognition = 'whole'): boolean {
  const person = { email: new Set([email]), phone: new Set([phone]), userId: new Set(['u-1']) };
  return createNaming(person, recognition)(text);
}

test.each([
  'ann@x.com',
  '  - { email: Ann@X.com, city: Vilnius }',
  "- 'ann@x.com'",
  '# ask ann@x.com.',
  '"note":"first line\\nann@x.com"',
  '"ann\\u0040x.com"',
  'mailto:ann@x.com?subject=hi',
  '/contacts?email=ann%40x.com&limit=1',
  'email=ann@x.com',
  '_ann@x.com_',
  'phone: "+370 600 00001"',
  'phone: 37060000001',
  'phone: 00370 (600) 00-001',
  'Ann;8 600 00001;Vilnius',
  'Ann,0600-00001,Vilnius',
  'Ann,+370 (0) 600 00001,Vilnius',
  'tel. 600\u00a000001',
  '"userId":"u-1"',
])('%j names her', (text) => {
  expect(named(text, 'ann@x.com', '+37060000001')).toBe(true);
});

test.each([
  'joann@x.com',
  'mary.ann@x.com',
  'mary+ann@x.com',
  'ann@x.com.au',
  'ann@x.community',
  'ann@x-com',
  'phone: "+370 600 00002"',
  'phone: "+370 600 000011"',
  'order 126000000109',
  '"userId":"u-10"',
  '"userId":"xu-1"',
])('%j names somebody else', (text) => {
  expect(named(text, 'ann@x.com', '+37060000001')).toBe(false);
});

test('an address is recognised in every spelling that is normalised to it', () => {
  expect(named('email: STRASSE@Bücher.example', 'strasse@xn--bcher-kva.example', '1')).toBe(true);
  expect(named('email: straße@bücher.example, x', 'strasse@xn--bcher-kva.example', '1')).toBe(true);
});

test.each(['customer_ann@x.com', 'ann@x.com-old', 'joann@x.com', 'ann@x.com.au', '"cus_ann%40x.com_2026"'])(
  '%j may name her in a file of unknown format',
  (text) => {
    expect([named(text, 'ann@x.com', '1', 'within'), named(text, 'ann@x.com', '1', 'whole')]).toEqual([true, false]);
  },
);

test('an address that only equals hers once it is normalised may have something before and after it, too', () => {
  const text = 'customer_straße@bücher.example-old';
  expect(named(text, 'strasse@xn--bcher-kva.example', '1', 'within')).toBe(true);
  expect(named(text, 'strasse@xn--bcher-kva.example', '1', 'whole')).toBe(false);
});

test.each(['{"phone":"12"}', "phone: '12'", '{"phone":"1-2"}', '{\\"phone\\":\\"12\\"}'])(
  '%j has a phone of two digits',
  (text) => {
    expect(named(text, 'ann@x.com', '12')).toBe(true);
  },
);

test.each(['"at":"2026-11-12T10:00:00Z"', '"count":12', '"12 months"', '"112"', '"\'12"'])(
  '%j has its digits only',
  (text) => {
    expect(named(text, 'ann@x.com', '12')).toBe(false);
  },
);

test('a number whose local part is short is recognised with its country code, and without it as a whole value', () => {
  expect(named('tel. +683 4002', 'ann@x.com', '+6834002')).toBe(true);
  expect(named('"phone":"4002"', 'ann@x.com', '+6834002')).toBe(true);
  expect(named('"total":4002', 'ann@x.com', '+6834002')).toBe(false);
});

test('a phone without digits is in no text', () => {
  expect(named('"phone":""', 'ann@x.com', '')).toBe(false);
});

test('a number that has no country code, or an extension, is recognised by its digits', () => {
  expect(named('x 8600-12345 y', 'a@x.com', '860012345')).toBe(true);
  expect(named('+1 212 555 0100 x9', 'a@x.com', '+12125550100;ext=9')).toBe(true);
});
