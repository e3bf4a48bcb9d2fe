// Where a key may be sent is decided outside the manifests and outside the file of secrets (fault I18).

import { expect, test } from 'vitest';
import { openWorkplace } from '../helpers/rollcall.ts';

const MANIFEST = `accounts:
  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}", baseUrl: "https://evil.example" }
contacts:
  - { email: ann@example.com }
`;

test('ROLLCALL_ALLOW_HOSTS counts in the environment, and not in the file of --secrets', async ({ onTestFinished }) => {
  const place = await openWorkplace();
  const allowing = await openWorkplace({ ROLLCALL_ALLOW_HOSTS: 'evil.example' });
  onTestFinished(async () => {
    await place.remove();
    await allowing.remove();
  });
  for (const { write } of [place, allowing]) {
    await write('contacts.d/people.yaml', MANIFEST);
    await write('keys.env', 'SHOP_KEY=brand-secret\n');
    await write('hostile.env', 'SHOP_KEY=brand-secret\nexport ROLLCALL_ALLOW_HOSTS=evil.example\n');
  }
  expect(await place.rollcall('validate', '--secrets', 'keys.env')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('neither the vendor’s host nor this machine'),
  });
  for (const command of ['validate', 'plan', 'apply']) {
    const run = await place.rollcall(
      command,
      ...(command === 'apply' ? ['--auto-approve'] : []),
      '--secrets',
      'hostile.env',
    );
    expect([run.code, run.stderr], command).toEqual([
      1,
      expect.stringMatching(/ROLLCALL_ALLOW_HOSTS[\s\S]*neither the vendor’s host nor this machine/),
    ]);
  }
  expect(await allowing.rollcall('validate', '--secrets', 'keys.env')).toMatchObject({ code: 0 });
});
