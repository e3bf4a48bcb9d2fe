// Plans encrypted to a recipient, and decrypted again by show and apply.

import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';

let place: Workplace;
let recipient: string;
let identity: string;

beforeEach(async () => {
  place = await openWorkplace();
  identity = await generateIdentity();
  recipient = await identityToRecipient(identity);
  await place.write('key.txt', `# created: today\n# public key: ${recipient}\n${identity}\n`);
  await place.write(
    'contacts.d/all.yaml',
    `accounts:
  shop: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${OMNISEND_API_KEY}" }
contacts:
  - { email: jane@example.com, firstName: Jane }
`,
  );
});
afterEach(() => place.remove());

const bytesOf = (file: string): Promise<Buffer> => readFile(join(place.directory, file));

async function save(...args: readonly string[]) {
  return place.rollcall('plan', '--sandbox', '--out', 'plan.age', ...args);
}

describe('plan --encrypt-to', () => {
  test('the plan can be read only with the identity; show and apply accept it', async () => {
    const other = await identityToRecipient(await generateIdentity());
    const saved = await save('--encrypt-to', other, '--encrypt-to', recipient);
    expect(saved.code).toBe(0);
    const bytes = await bytesOf('plan.age');
    expect(bytes.toString('latin1')).toMatch(/^age-encryption\.org\/v1\n/);
    expect(bytes.includes('jane')).toBe(false);
    expect((await stat(join(place.directory, 'plan.age'))).mode & 0o777).toBe(0o600);

    const shown = await place.rollcall('show', 'plan.age', '--identity', 'key.txt');
    expect([shown.code, shown.stdout]).toEqual([0, saved.stdout]);
    const applied = await place.rollcall('apply', 'plan.age', '--identity', 'key.txt', '--sandbox');
    expect([applied.code, applied.stdout]).toEqual([0, expect.stringContaining('Applied: 1 succeeded of 1 change.')]);
  });

  test('an identity with a byte order mark is read; one in UTF-16 is called that', async () => {
    await save('--encrypt-to', recipient);
    await place.write('bom.txt', `\ufeff${identity}\n`);
    expect((await place.rollcall('show', 'plan.age', '--identity', 'bom.txt')).code).toBe(0);
    await place.write('utf16.txt', Buffer.from(`\ufeff${identity}\n`, 'utf16le'));
    const { code, stderr } = await place.rollcall('show', 'plan.age', '--identity', 'utf16.txt');
    expect([code, stderr]).toEqual([1, expect.stringContaining('utf16.txt is UTF-16 text')]);
  });

  test('errors: no identity, another one, a file without one, a damaged plan', async () => {
    await save('--encrypt-to', recipient);
    await place.write('other.txt', await generateIdentity());
    await place.write('none.txt', `${identity.slice(0, 30)}\n`);
    const bytes = await bytesOf('plan.age');
    await place.write('damaged.age', bytes.subarray(0, bytes.length - 5));
    const show = async (...args: readonly string[]) => {
      const { code, stdout, stderr } = await place.rollcall('show', ...args);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).not.toContain(identity.slice(0, 30));
      return stderr;
    };
    expect(await show('plan.age')).toMatch(/plan\.age is encrypted\n.*add --identity FILE/);
    expect(await show('plan.age', '--identity', 'other.txt')).toMatch(/other\.txt cannot decrypt plan\.age/);
    expect(await show('plan.age', '--identity', 'none.txt')).toMatch(/none\.txt contains no age identity/);
    expect(await show('plan.age', '--identity', 'nowhere.txt')).toMatch(/cannot read nowhere\.txt: ENOENT/);
    expect(await show('damaged.age', '--identity', 'key.txt')).toMatch(/damaged\.age is damaged/);
  });

  test('mistakes are reported before anything is read, without secrets', async () => {
    const secret = await save('--encrypt-to', identity);
    expect([secret.code, secret.stderr]).toEqual([64, expect.stringMatching(/an age identity, which is a secret key/)]);
    expect(secret.stderr).not.toContain(identity);
    const wrong = await save('--encrypt-to', 'ssh-ed25519 AAAA');
    expect([wrong.code, wrong.stderr]).toEqual([64, expect.stringMatching(/not an age recipient/)]);
    const nowhere = await place.rollcall('plan', '--sandbox', '--encrypt-to', recipient);
    expect([nowhere.code, nowhere.stderr]).toEqual([64, expect.stringMatching(/--encrypt-to needs a file/)]);
  });
});
