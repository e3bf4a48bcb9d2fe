// Files of data that nobody should hand in, given to the built program with a small heap: a mistake with its place, and no crash.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';

const ACCOUNTS = `accounts:
  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}" }
`;

const READERS: Readonly<Record<string, string>> = {
  sources: `${ACCOUNTS}sources: { s: { from: data/h.csv, key: email, fields: { email: Email, firstName: Name } } }\n`,
  suppressions: `${ACCOUNTS}suppressions: [{ from: data/h.csv }]\n`,
};

const HEAD = 'Email,Name\n';
const FILES: readonly (readonly [what: string, content: () => string, place: RegExp])[] = [
  ['a cell of 10 MB', () => `${HEAD}${'x'.repeat(10_000_000)},A\n`, /^data\/h\.csv:2:1 error /m],
  [
    'a quote that is never closed',
    () => `${HEAD}a@example.com,"${'b@example.com,B\n'.repeat(300_000)}`,
    /^data\/h\.csv:2:1 error unclosed-cell /m,
  ],
  ['200,000 bad rows', () => `${HEAD}${'nobody,B\n'.repeat(200_000)}`, /^data\/h\.csv:3:1 error /m],
];

let place: Workplace;
beforeAll(async () => {
  place = await openWorkplace({ SHOP_KEY: 'key-0123456789', NODE_OPTIONS: '--max-old-space-size=128' });
});
afterAll(() => place.remove());

test.each(Object.keys(READERS).flatMap((reader) => FILES.map((file) => [reader, ...file] as const)))(
  '%s: %s',
  { timeout: 120_000 },
  async (reader, _what, content, expected) => {
    await place.write('contacts.d/a.yaml', READERS[reader] ?? '');
    await place.write('data/h.csv', content());
    const { code, stdout, stderr } = await place.rollcall('validate');
    expect(stdout + stderr).toMatch(expected);
    expect(code).toBe(1);
    expect((stdout + stderr).length).toBeLessThan(100_000);
  },
);
