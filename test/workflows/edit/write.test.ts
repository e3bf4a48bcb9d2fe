// Edited manifests are written over the files that were read: byte order marks, modes and links stay, and nothing is written over a
// change of somebody else.

import { chmod, lstat, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { assignValues } from '../../../src/manifest/assign/index.ts';
import { type Loaded, loadManifests } from '../../../src/manifest/index.ts';
import { writeEdited } from '../../../src/workflows/edit/write.ts';
import { directoryWith, NOW } from '../../manifest/load.ts';

const ACCOUNTS = 'accounts:\n  shop: { provider: omnisend, apiKey: "${SHOP_KEY}" }\n';
const JANE = '\uFEFFcontacts:\r\n- email: jane@x.co\r\n  city: Oslo # home\r\n';

async function loadFrom(directory: string): Promise<Loaded> {
  return loadManifests({ directory, workingDirectory: directory, environment: {}, now: () => NOW, sandbox: true });
}

async function toBergen({ files }: Loaded) {
  const assigned = await assignValues({ files, accounts: ['shop'] }, [
    { contact: 'shop/jane@x.co', path: ['city'], value: 'Bergen' },
  ]);
  return assigned.files;
}

it('keeps byte order mark, line ends and mode', async () => {
  const directory = await directoryWith({ 'accounts.yaml': ACCOUNTS, 'jane.yaml': JANE });
  const path = join(directory, 'jane.yaml');
  await chmod(path, 0o640);
  await writeEdited(await toBergen(await loadFrom(directory)), directory);
  expect(await readFile(path, 'utf8')).toBe(JANE.replace('Oslo', 'Bergen'));
  expect((await stat(path)).mode & 0o777).toBe(0o640);
});

it('writes through a link, and keeps it', async () => {
  const directory = await directoryWith({ 'accounts.yaml': ACCOUNTS, '.people/jane': JANE });
  const path = join(directory, 'jane.yaml');
  await symlink('.people/jane', path);
  await writeEdited(await toBergen(await loadFrom(directory)), directory);
  expect((await lstat(path)).isSymbolicLink()).toBe(true);
  expect(await readFile(join(directory, '.people/jane'), 'utf8')).toBe(JANE.replace('Oslo', 'Bergen'));
});

it('never follows a link that leaves the repository', async () => {
  const outside = await directoryWith({ 'jane.yaml': JANE });
  const directory = await directoryWith({ 'x/accounts.yaml': ACCOUNTS });
  await symlink(join(outside, 'jane.yaml'), join(directory, 'x/jane.yaml'));
  const loaded = await loadFrom(join(directory, 'x'));
  expect(loaded.diagnostics.map(({ code }) => code)).toContain('link-leaves');
  expect(await toBergen(loaded)).toEqual([]);
  expect(await readFile(join(outside, 'jane.yaml'), 'utf8')).toBe(JANE);
});

it('writes nothing if a file has changed since it was read', async () => {
  const files = {
    'accounts.yaml': ACCOUNTS,
    'jane.yaml': JANE,
    'more.yaml': 'contacts:\n- email: jane@x.co\n  firstName: J\n',
  };
  const directory = await directoryWith(files);
  const loaded = await loadFrom(directory);
  const assigned = await assignValues({ files: loaded.files, accounts: ['shop'] }, [
    { contact: 'shop/jane@x.co', path: ['city'], value: 'Bergen' },
    { contact: 'shop/jane@x.co', path: ['firstName'], value: 'Jane' },
  ]);
  expect(assigned.files).toHaveLength(2);
  await writeFile(join(directory, 'more.yaml'), `${files['more.yaml']}# mine\n`);
  await expect(writeEdited(assigned.files, directory)).rejects.toMatchObject({ code: 'changed-meanwhile' });
  expect(await readFile(join(directory, 'jane.yaml'), 'utf8')).toBe(JANE);
});

it('says that a file is gone', async () => {
  const directory = await directoryWith({ 'accounts.yaml': ACCOUNTS, 'jane.yaml': JANE });
  const files = await toBergen(await loadFrom(directory));
  await mkdir(join(directory, 'x'));
  await expect(writeEdited(files, join(directory, 'x'))).rejects.toMatchObject({ code: 'store' });
});
