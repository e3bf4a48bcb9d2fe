// The addresses that `import --from` reads out of a file.

import { expect, test } from 'vitest';
import { HintedError } from '../../../src/contact/hinted-error.ts';
import { addressesIn } from '../../../src/workflows/import/addresses.ts';

const readAs = (text: string): readonly string[] => addressesIn(text, 'export.csv').map(({ value }) => value);

function refusalOf(text: string): string {
  try {
    readAs(text);
  } catch (error) {
    if (error instanceof HintedError && error.code === 'contacts-file') return error.message;
    throw error;
  }
  return '';
}

test('a table with quotes in their places is read, with line ends and delimiters in its cells', () => {
  expect(readAs('email,name\na@example.com,"A, ""the\nfirst"""\n"b@example.com",B\n')).toEqual([
    'a@example.com',
    'b@example.com',
  ]);
});

test.each([
  ['email,name\na@example.com,"A\nb@example.com,B\n', 2, /a quote in this row is never closed/],
  ['email,name\n\na@example.com,"A\n1"\nb@example.com,"B" C\n', 5, /goes on after its closing quote/],
  ['"email,name\na@example.com,A\n', 1, /never closed/],
])('a misplaced quote, which may hide addresses, is a mistake at its line: %j', (text, line, words) => {
  const refusal = refusalOf(text);
  expect(refusal).toMatch(words);
  expect(refusal).toContain(`export.csv, line ${line}:`);
});
