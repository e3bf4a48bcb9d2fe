import { expect, test } from 'vitest';
import { preformatted } from '../../src/action/summary.ts';

test('escapes HTML', () => {
  expect(preformatted('a </pre><b> & &lt;\n')).toBe('<pre>\na &lt;/pre>&lt;b> &amp; &amp;lt;\n</pre>\n');
});

test('is shorter than a mebibyte, and ends with a complete character', () => {
  const long = preformatted(`${'x'.repeat(999_999)}é`);
  expect(long).toBe(`<pre>\n${'x'.repeat(999_999)}</pre>\n`);
  expect(Buffer.byteLength(preformatted('&'.repeat(600_000)))).toBeLessThan(1_048_576);
});
