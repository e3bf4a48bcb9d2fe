// How addresses are compared: every pair of texts that a vendor or a reader may take for one address has one normal form.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasAsciiDomain, normaliseEmail, textsOfEmail, writtenEmail } from '../../src/contact/email.ts';

describe('the normal form is the same (F1, F4) for', () => {
  test.each<readonly [string, string, string]>([
    ['a domain in Unicode and in ASCII', 'bob@bücher.example', 'bob@xn--bcher-kva.example'],
    ['a domain in capitals', 'bob@BÜCHER.Example', 'bob@XN--BCHER-KVA.example'],
    ['a domain that is not composed', 'bob@bücher.example', 'bob@bu\u0308cher.example'],
    ['a full-width domain', 'bob@example.com', 'bob@ｅｘａｍｐｌｅ．ｃｏｍ'],
    ['an ideographic full stop', 'bob@bücher.example', 'bob@bücher。example'],
    ['a dot at the end', 'bob@example.com', 'bob@example.com.'],
    ['a dot at the end of a Unicode domain', 'bob@bücher.example', 'bob@bücher.example.'],
    ['İ and i', 'istanbul@example.com', 'İstanbul@example.com'],
    ['ı and i', 'istanbul@example.com', 'ıstanbul@example.com'],
    ['ß, ẞ and ss', 'strasse@example.com', 'straẞe@example.com'],
    ['ß and ss', 'strasse@example.com', 'straße@example.com'],
    ['the Kelvin sign and k', 'kim@example.com', '\u212Aim@example.com'],
    ['ſ and s', 'sam@example.com', 'ſam@example.com'],
    ['sigma and final sigma', 'οδοσ@example.com', 'ΟΔΟς@example.com'],
    ['full-width letters', 'jane@example.com', 'ｊａｎｅ＠example.com'],
    ['a ligature', 'fiona@example.com', 'ﬁona@example.com'],
    ...[' ', '\t', '\u00A0', '\u200B', '\u00AD', '\uFEFF', '\u3000'].map(
      (blank) => [`${JSON.stringify(blank)} at the end`, 'jane@example.com', `jane@example.com${blank}`] as const,
    ),
  ])('%s', (_, one, other) => {
    expect(normaliseEmail(other)).toBe(normaliseEmail(one));
  });
});

test('different people keep different forms', () => {
  const people = ['jane@example.com', 'jäne@example.com', 'jane@bücher.example', 'jane@bucher.example', 'jane@faß.de'];
  expect(new Set([...people, 'jane@fass.de'].map(normaliseEmail)).size).toBe(6);
});

test('a domain that cannot be one is left as it is, in lower case, so that it equals itself', () => {
  expect(normaliseEmail('Jane@BÜ\u00A0CHER.example')).toBe(normaliseEmail('jane@bü\u00A0cher.example'));
  expect(normaliseEmail('jane@xn--a.Example')).toBe('jane@xn--a.example');
  expect(['a@bü--.x', 'a@\u0308x.example', 'a@example.com'].map(hasAsciiDomain)).toEqual([true, false, true]);
});

test('normalising twice is normalising once, for every character in every place', { tags: ['slow'] }, () => {
  const wrong: string[] = [];
  for (let point = 1; point <= 0x10ffff; point += 1) {
    if (point >= 0xd800 && point <= 0xdfff) continue;
    const char = String.fromCodePoint(point);
    if (/\p{Cn}|\p{Co}/u.test(char)) continue;
    const once = normaliseEmail(`a${char}b${char}@example.com`);
    if (normaliseEmail(once) !== once) wrong.push(point.toString(16));
    const capitals = normaliseEmail(`a${char.toUpperCase()}b@example.com`);
    if (capitals !== normaliseEmail(`a${char}b@example.com`)) wrong.push(`${point.toString(16)} in capitals`);
  }
  expect(wrong).toEqual([]);
});

test('random addresses: once is twice, and case never matters', { tags: ['slow'] }, () => {
  const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(part, part, (local, domain) => {
      const once = normaliseEmail(`${local}@${domain}`);
      expect(normaliseEmail(once)).toBe(once);
    }),
    {
      numRuns: 5000,
      examples: [
        [' ', '..'],
        ['a', '.'],
        ['a', 'יִ .'],
        ['a', 'bü 。 .'],
      ],
    },
  );
});

describe('the written form', () => {
  test.each([
    ['Jane@Example.COM', 'jane@example.com'],
    ['Bob@Bücher.example', 'bob@bücher.example'],
    ['bob@XN--bcher-kva.example', 'bob@xn--bcher-kva.example'],
    ['bob@ｅｘａｍｐｌｅ.com', 'bob@example.com'],
    ['Straße@example.com', 'straße@example.com'],
  ])('of %s is as declared', (declared, written) => {
    expect(writtenEmail(declared)).toBe(written);
    expect(normaliseEmail(written)).toBe(normaliseEmail(declared));
  });
});

test('a look-up asks for the written form, the normal form, the declared text and the domain in either form, each once', () => {
  expect(textsOfEmail('jane@example.com')).toEqual(['jane@example.com']);
  expect(textsOfEmail('jane@example.com', 'Jane@Example.com')).toEqual(['jane@example.com', 'Jane@Example.com']);
  expect(textsOfEmail('bob@xn--bcher-kva.example')).toEqual(['bob@xn--bcher-kva.example', 'bob@bücher.example']);
  expect(textsOfEmail('strasse@xn--bcher-kva.example', 'Straße@bücher.example')).toEqual([
    'straße@bücher.example',
    'strasse@xn--bcher-kva.example',
    'Straße@bücher.example',
    'straße@xn--bcher-kva.example',
  ]);
});
