// Faults D3: a directory that declares nobody is not called valid, and commands that connect do not take an empty one for a plan.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';

const ACCOUNTS = 'accounts:\n  shop: { provider: omnisend, apiKey: "${SHOP_KEY}" }\n';

let place: Workplace;
beforeAll(async () => {
  place = await openWorkplace({ SHOP_KEY: 'k' });
  await place.write('accounts/accounts.yaml', ACCOUNTS);
  await place.write('empty/README.md', '');
  await place.write('renamed/people.yaml.disabled', ACCOUNTS);
});
afterAll(() => place.remove());

test.each([
  ['accounts', /^accounts:1:1 warning no-contacts {2}No contacts are declared/],
  ['empty', /^empty:1:1 warning no-manifests {2}No contacts are declared/],
  ['renamed', /^renamed\/people\.yaml\.disabled:1:1 warning file-ignored {2}This file is not read/m],
])('validate of %s says so, as a warning', async (directory, warning) => {
  const run = await place.rollcall('validate', '-d', directory);
  expect(run).toMatchObject({ code: 0, stdout: 'No contacts are declared.\n' });
  expect(run.stderr).toMatch(warning);
  const json = await place.rollcall('validate', '-d', directory, '--json');
  expect(JSON.parse(json.stdout)).toMatchObject({ valid: true, contacts: 0 });
});

test('a plan of accounts alone says so, and has no changes', async () => {
  const run = await place.rollcall('plan', '-d', 'accounts', '--sandbox');
  expect(run).toMatchObject({ code: 0, stderr: expect.stringContaining('warning no-contacts') });
});

test.each(['empty', 'renamed'])('no plan is made of %s', async (directory) => {
  for (const args of [['plan'], ['apply', '--auto-approve']]) {
    const run = await place.rollcall(...args, '-d', directory, '--sandbox');
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('nothing was sent anywhere');
  }
});
