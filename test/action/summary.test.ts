import { expect, test } from 'vitest';
import { preformatted } from '../../src/action/summary.ts';

test('nothing in it is HTML', () => {
  expect(preformatted('a </pre><b> & &lt;\n')).toBe('<pre>\na &lt;/pre>&lt;b> &amp; &amp;lt;\n</pre>\n');
});

test('it stays below the mebibyte that GitHub shows, and ends with a whole character', () => {
  const long = preformatted(`${'x'.repeat(999_999)}é`);
  expect(long).toBe(`<pre>\n${'x'.repeat(999_999)}</pre>\n`);
  expect(Buffer.byteLength(preformatted('&'.repeat(600_000)))).toBeLessThan(1_048_576);
});
