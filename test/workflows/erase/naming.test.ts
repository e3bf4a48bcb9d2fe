// In which texts a person is recognised, whatever the format and the spelling.

import { expect, test } from 'vitest';
import { createNaming } from '../../../src/workflows/erase/naming.ts';

function named(text: string, email: string, phone: string, userId = 'u-1'): boolean {
  return createNaming({ email: new Set([email]), phone: new Set([phone]), userId: new Set([userId]) })(text);
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

test('a number that has no country code, or an extension, is recognised by its digits', () => {
  expect(named('x 8600-12345 y', 'a@x.com', '860012345')).toBe(true);
  expect(named('+1 212 555 0100 x9', 'a@x.com', '+12125550100;ext=9')).toBe(true);
});
