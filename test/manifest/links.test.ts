// Links and special files among manifests (fault I17).

import { execFileSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { linkBoundary } from '../../src/base/link-boundary.ts';
import { ACCOUNTS, directoryWith, load } from './load.ts';

const BOB = 'contacts:\n  - email: bob@example.com\n    accounts: [shop]\n';

/** A checkout beside a private file that does not belong to it. */
async function aPlace(): Promise<string> {
  return directoryWith({
    'checkout/marketing/contacts.d/accounts.yaml': ACCOUNTS,
    'checkout/shared/bob.yaml': BOB,
    'private/people.yaml': BOB.replace('bob', 'secret'),
  });
}

async function loadIn(root: string, boundary?: string) {
  const workingDirectory = join(root, 'checkout/marketing');
  const { whole, diagnostics } = await load({}, { directory: 'contacts.d', workingDirectory, boundary });
  return {
    keys: whole.contacts.map(({ key }) => key),
    mistakes: diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`),
  };
}

describe('a link among manifests', () => {
  it.each([
    ['a file', '../../../private/people.yaml', 'link.yaml'],
    ['a directory', '../../../private', 'link'],
    ['a link that leads on', 'inner.yaml', 'link.yaml'],
  ])('to %s outside the repository is a mistake, and not followed', async (_, target, name) => {
    const root = await aPlace();
    const contacts = join(root, 'checkout/marketing/contacts.d');
    if (target === 'inner.yaml') await symlink('../../../private/people.yaml', join(contacts, 'inner.yaml'));
    await symlink(target, join(contacts, name));
    const { keys, mistakes } = await loadIn(root, join(root, 'checkout'));
    expect(keys).toEqual([]);
    expect(mistakes).toContain(`contacts.d/${target === 'inner.yaml' ? 'inner.yaml' : name}:1:1 link-leaves`);
  });

  it('to a file elsewhere in the repository is followed', async () => {
    const root = await aPlace();
    await symlink('../../shared/bob.yaml', join(root, 'checkout/marketing/contacts.d/bob.yaml'));
    expect(await loadIn(root, join(root, 'checkout'))).toEqual({ keys: ['shop/bob@example.com'], mistakes: [] });
  });

  it('may lead within the parent of the manifests’ directory where there is no repository, and not out of it', async () => {
    const root = await aPlace();
    await symlink('../../shared/bob.yaml', join(root, 'checkout/marketing/contacts.d/bob.yaml'));
    expect((await loadIn(root)).mistakes).toEqual(['contacts.d/bob.yaml:1:1 link-leaves']);
    await mkdir(join(root, 'checkout/marketing/near'));
    await symlink('../near', join(root, 'checkout/marketing/contacts.d/near'));
    expect((await loadIn(root)).mistakes).toEqual(['contacts.d/bob.yaml:1:1 link-leaves']);
  });

  it('in the place of the manifests’ directory may not leave the repository, either', async () => {
    const root = await aPlace();
    await symlink('../../private', join(root, 'checkout/marketing/elsewhere'));
    const options = { directory: 'elsewhere', workingDirectory: join(root, 'checkout/marketing') };
    await expect(load({}, { ...options, boundary: join(root, 'checkout') })).rejects.toMatchObject({
      code: 'manifest-directory',
      message: 'elsewhere is a link that leaves the repository',
    });
  });
});

describe('the boundary of links', () => {
  it('is the root of the work tree that contains the manifests, or the link in their place', async () => {
    const root = await aPlace();
    await mkdir(join(root, 'checkout/.git'));
    await mkdir(join(root, 'private/.git'));
    await symlink('../../private', join(root, 'checkout/marketing/elsewhere'));
    for (const directory of ['contacts.d', 'elsewhere', '.', '../marketing/contacts.d'])
      expect(await linkBoundary(directory, join(root, 'checkout/marketing'))).toBe(join(root, 'checkout'));
    expect(await linkBoundary('nowhere', root)).toBeUndefined();
    expect(await linkBoundary('private', root)).toBe(join(root, 'private'));
  });
});

describe.skipIf(process.platform === 'win32')('a special file among manifests', () => {
  it('is a mistake, and nothing waits for a writer: a pipe', async () => {
    const root = await aPlace();
    execFileSync('mkfifo', [join(root, 'checkout/marketing/contacts.d/pipe.yaml')]);
    expect((await loadIn(root)).mistakes).toEqual(['contacts.d/pipe.yaml:1:1 unreadable-file']);
  });

  it('is a mistake: a socket', async () => {
    const root = await aPlace();
    const server = createServer();
    onTestFinished(() => void server.close());
    await new Promise<void>((listening) => {
      server.listen(join(root, 'checkout/marketing/contacts.d/s.yaml'), listening);
    });
    expect((await loadIn(root)).mistakes).toEqual(['contacts.d/s.yaml:1:1 unreadable-file']);
  });

  it('is a mistake: a link to a device', async () => {
    const root = await aPlace();
    await symlink('/dev/zero', join(root, 'checkout/marketing/contacts.d/zero.yaml'));
    expect((await loadIn(root)).mistakes).toEqual(['contacts.d/zero.yaml:1:1 link-leaves']);
    expect((await loadIn(root, '/')).mistakes).toEqual(['contacts.d/zero.yaml:1:1 unreadable-file']);
  });
});
