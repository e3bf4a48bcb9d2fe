import { expect, test } from 'vitest';
import { shellQuoted, shellWord } from '../../src/contact/shell-word.ts';

test.each([
  ['contacts.d/all.yaml', 'contacts.d/all.yaml'],
  ['C:\\manifests', 'C:\\manifests'],
  ['two words', "'two words'"],
  ["o'brien", "'o'\\''brien'"],
  ['$(id)', "'$(id)'"],
  ['a;b', "'a;b'"],
  ['', "''"],
])('%j is the word %s', (text, word) => {
  expect(shellWord(text)).toBe(word);
});

test('a quoted text is in quotes in any case', () => {
  expect(shellQuoted('a')).toBe("'a'");
});
