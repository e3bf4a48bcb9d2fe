import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wordsOfPage } from '../../../src/http/client/page-words.ts';

function words(page: string): string | undefined {
  return wordsOfPage(new TextEncoder().encode(page));
}

it.each([
  ['Forbidden', 'Forbidden'],
  ['  a\n\tb  ', 'a b'],
  ['<h1>502</h1><p>Bad Gateway', '502 Bad Gateway'],
  ['<title>A &amp; B</title>', 'A & B'],
  ['1 < 2 <= 3 <b>x</b>', '1 < 2 <= 3 x'],
  ['<script>var a = "<p>no</p>";</script>yes', 'yes'],
  ['<style>p { color: red }</style >yes', 'yes'],
  ['<scripted>yes</scripted>', 'yes'],
  ['<script>never closed', undefined],
  ['<!-- no > --> yes', 'yes'],
  ['&#x41;&#66;&unknown;&#0;&#x110000;', 'AB&unknown;&#0;&#x110000;'],
  ['', undefined],
  ['<p> </p>', undefined],
])('%j', (page, expected) => {
  expect(words(page)).toBe(expected);
});

it('looks at the beginning of a long page only, and at once', () => {
  const started = performance.now();
  for (const part of ['<', '<script>', '<!--', '&#', '</script', '<p']) {
    expect((words(part.repeat(5_000_000 / part.length)) ?? '').length).toBeLessThanOrEqual(2000);
  }
  expect(performance.now() - started).toBeLessThan(5000);
});

it('finds what stands between tags', () => {
  const plain = (text: string): string => text.replace(/[<&]/g, '').replace(/\s+/g, ' ').trim();
  fc.assert(
    fc.property(fc.string().map(plain), fc.string().map(plain), (one, other) => {
      const joined = `${one} ${other}`.trim();
      expect(words(`<p>${one}</p><p class="x">${other}</p>`)).toBe(joined === '' ? undefined : joined);
    }),
  );
});

it('finds words or none in any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect((wordsOfPage(bytes) ?? 'x').length).toBeGreaterThan(0);
    }),
  );
});
