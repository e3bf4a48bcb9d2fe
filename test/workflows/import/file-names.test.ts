import { expect, test } from 'vitest';
import { fileNames } from '../../../src/workflows/import/file-names.ts';

const nameOf = (tag: string, others: readonly string[] = []): string =>
  fileNames('shop', [tag, ...others])(tag, 1, true).replace(/^shop-tag-|\.yaml$/g, '');

test.each([
  ['vip', 'vip'],
  ['VIP Kunden 2026', 'vip-kunden-2026'],
  ['Ärzte & Ämter', 'arzte-amter'],
  ['../../etc/passwd', 'etc-passwd'],
  ['x'.repeat(300), 'x'.repeat(40)],
])('%s is a part of a path', (tag, expected) => {
  expect(nameOf(tag)).toBe(expected);
});

test.each(['jane@example.com', 'ref jane@example.com', '+370 600 00001', '東京', '///'])(
  '%s is not: it may be somebody’s address, or nothing of it is left',
  (tag) => {
    expect(nameOf(tag)).toMatch(/^[0-9a-f]{8}$/);
  },
);

test('two tags never share a file', () => {
  const names = ['vip', 'VIP', 'v.i.p'].map((tag, index, tags) => nameOf(tag, tags.toSpliced(index, 1)));
  expect(new Set(names).size).toBe(3);
  expect(names[0]).toMatch(/^vip-[0-9a-f]{8}$/);
});

test('files are numbered where there are several', () => {
  expect(fileNames('shop', undefined)(undefined, 12, false)).toBe('shop-0012.yaml');
  expect(fileNames('shop', ['vip'])('vip', 2, false)).toBe('shop-tag-vip-0002.yaml');
  expect(fileNames('shop', ['vip'])(undefined, 1, true)).toBe('shop-untagged.yaml');
});
