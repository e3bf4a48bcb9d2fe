// Links that leave the repository, with the built program (fault I17).

import { mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { git } from '../helpers/repository.ts';
import { openWorkplace } from '../helpers/rollcall.ts';

const ACCOUNTS = 'accounts:\n  shop: { provider: omnisend, apiKey: "${SHOP_KEY}" }\n';
const BOB = 'contacts:\n  - { email: bob@example.com, accounts: [shop] }\n';

test('links of a repository are followed anywhere in it, and refused by name where they leave it', async ({
  onTestFinished,
}) => {
  const place = await openWorkplace();
  const other = await openWorkplace();
  onTestFinished(async () => {
    await place.remove();
    await other.remove();
  });
  git(place.directory, 'init', '--quiet');
  await place.write('marketing/contacts.d/accounts.yaml', ACCOUNTS);
  await place.write('shared/people/bob.yaml', BOB);
  await other.write('private.yaml', BOB);
  await symlink('../../shared/people', join(place.directory, 'marketing/contacts.d/shared'));
  const inside = await place.rollcall('validate', '--dir', 'marketing/contacts.d');
  expect([inside.code, inside.stdout]).toEqual([0, 'Valid: 1 contact at 1 account in 2 files.\n']);
  expect(await place.rollcall('fmt', '--dir', 'marketing/contacts.d')).toMatchObject({ code: 0, stderr: '' });
  await mkdir(join(place.directory, 'marketing/contacts.d/more'));
  await symlink(join(other.directory, 'private.yaml'), join(place.directory, 'marketing/contacts.d/more/x.yaml'));
  for (const command of ['validate', 'plan']) {
    const run = await place.rollcall(
      command,
      '--dir',
      'marketing/contacts.d',
      ...(command === 'plan' ? ['--sandbox'] : []),
    );
    expect([run.code, run.stderr], command).toEqual([
      1,
      expect.stringMatching(/marketing\/contacts\.d\/more\/x\.yaml:1:1[\s\S]*leads out of the repository/),
    ]);
  }
  const kept = await readFile(join(other.directory, 'private.yaml'), 'utf8');
  expect((await place.rollcall('fmt', '--dir', 'marketing/contacts.d')).code).toBe(1);
  expect(await readFile(join(other.directory, 'private.yaml'), 'utf8')).toBe(kept);
});
