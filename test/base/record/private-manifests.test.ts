import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { generateIdentity } from 'age-encryption';
import { expect, test } from 'vitest';
import type { Revision } from '../../../src/base/record/document.ts';
import { digestOf } from '../../../src/base/record/local-manifests.ts';
import { type ManifestEncryption, privateManifests } from '../../../src/base/record/private-manifests.ts';
import { privateRecords } from '../../../src/base/record/private-store.ts';
import { ownerDecryption, ownerEncryption } from '../../../src/workflows/read-plan.ts';
import { temporaryDirectory } from '../../store/temporary.ts';
import { contentsOf, manifest, revisionOf, testLocalManifests } from './manifests-contract.ts';

const JANE = manifest('contacts.d/people.yaml', 'contacts:\n  - email: jane@example.com\n');
const REVISION = revisionOf([JANE]);

testLocalManifests('private files', async () => {
  const store = temporaryDirectory();
  return {
    manifests: privateManifests(store),
    reopen: () => privateManifests(store),
    passTime: (milliseconds) => makeOlder(store, milliseconds),
    async damage(revision) {
      const path = pathOf(store, revision);
      writeFileSync(path, readFileSync(path, 'utf8').replace('jane', 'june'));
    },
  };
});

function directoryOf(store: string): string {
  return join(store, 'record', 'manifests');
}

function pathOf(store: string, revision: Revision = REVISION): string {
  return join(directoryOf(store), `${digestOf(revision)}.json`);
}

function makeOlder(store: string, milliseconds: number): void {
  for (const name of readdirSync(directoryOf(store))) {
    const path = join(directoryOf(store), name);
    const time = (statSync(path).mtimeMs - milliseconds) / 1000;
    utimesSync(path, time, time);
  }
}

/** A new age identity file, and the encryption with it. */
async function encryption(): Promise<ManifestEncryption & { readonly identity: string }> {
  const identity = join(temporaryDirectory(), 'key.txt');
  writeFileSync(identity, `${await generateIdentity()}\n`);
  return { identity, encrypt: await ownerEncryption(identity), decrypt: ownerDecryption(identity) };
}

async function saved(encryption: ManifestEncryption = {}): Promise<string> {
  const store = temporaryDirectory();
  await privateManifests(store, encryption).save(REVISION, [JANE]);
  return store;
}

function read(store: string, encryption: ManifestEncryption = {}) {
  return privateManifests(store, encryption).filesAt(REVISION).read();
}

test('only their owner can read private manifests, and no draft is left beside them', async () => {
  const store = await saved();
  expect(statSync(directoryOf(store)).mode & 0o777).toBe(0o700);
  expect(statSync(pathOf(store)).mode & 0o777).toBe(0o600);
  expect(readdirSync(directoryOf(store))).toEqual([`${digestOf(REVISION)}.json`]);
  expect(await privateRecords(store).list()).toEqual([]);
});

test('encrypted manifests show nothing, and the owner of the identity reads them', async () => {
  const keys = await encryption();
  const store = await saved(keys);
  expect(readFileSync(pathOf(store), 'latin1')).not.toMatch(/jane|people\.yaml/);
  expect(contentsOf((await read(store, { decrypt: keys.decrypt })).files)).toEqual(contentsOf([JANE]));
});

test('encrypted manifests without an identity are an error that names the option', async () => {
  const store = await saved(await encryption());
  await expect(read(store)).rejects.toMatchObject({
    code: 'age',
    reason: 'no-identity',
    hint: expect.stringContaining('--identity'),
  });
});

test('encrypted manifests with the identity of somebody else are an error', async () => {
  const store = await saved(await encryption());
  await expect(read(store, await encryption())).rejects.toMatchObject({ code: 'age' });
});

test('encrypted manifests that are damaged are an error of the base', async () => {
  const keys = await encryption();
  const store = await saved(keys);
  const bytes = readFileSync(pathOf(store));
  writeFileSync(pathOf(store), bytes.subarray(0, -1));
  await expect(read(store, keys)).rejects.toMatchObject({ code: 'base', reason: 'damaged' });
});

test('manifests that were saved unencrypted are encrypted when they are saved again', async () => {
  const store = await saved();
  const keys = await encryption();
  await privateManifests(store, keys).save(REVISION, [JANE]);
  expect(readFileSync(pathOf(store), 'latin1')).not.toContain('jane');
  expect((await read(store, keys)).files).toHaveLength(1);
});

test.each(['', '{', '[]', '{"formatVersion":2,"files":[]}', '{"formatVersion":1,"files":[{"name":"x"}]}'])(
  'a file with %j holds no manifests',
  async (content) => {
    const store = await saved();
    writeFileSync(pathOf(store), content);
    await expect(read(store)).rejects.toMatchObject({ code: 'base', reason: 'damaged' });
  },
);

test('manifests that others could have written or read are not used', async () => {
  const store = await saved();
  chmodSync(pathOf(store), 0o644);
  await expect(read(store)).rejects.toMatchObject({ code: 'base', reason: 'untrusted' });
});

test('a link in the place of manifests is neither read nor written through', async () => {
  const store = await saved();
  const other = join(temporaryDirectory(), 'other.json');
  writeFileSync(other, readFileSync(pathOf(store)), { mode: 0o600 });
  const another = temporaryDirectory();
  mkdirSync(directoryOf(another), { recursive: true, mode: 0o700 });
  symlinkSync(other, pathOf(another));
  await expect(read(another)).rejects.toMatchObject({ code: 'base', reason: 'untrusted' });
  writeFileSync(other, 'theirs');
  await privateManifests(another).save(REVISION, [JANE]);
  expect(readFileSync(other, 'utf8')).toBe('theirs');
  expect((await read(another)).files).toHaveLength(1);
});

test('a link in the place of the directory is refused', async () => {
  const store = temporaryDirectory();
  const elsewhere = temporaryDirectory();
  mkdirSync(join(store, 'record'));
  symlinkSync(elsewhere, directoryOf(store));
  await expect(privateManifests(store).save(REVISION, [JANE])).rejects.toMatchObject({ code: 'store' });
  await expect(privateManifests(store).prune([])).rejects.toMatchObject({ code: 'store' });
  expect(readdirSync(elsewhere)).toEqual([]);
});

test('the draft of a killed run is removed after an hour', async () => {
  const store = await saved();
  const draft = join(directoryOf(store), '.rollcall-0123.tmp');
  writeFileSync(draft, 'jane@example.com');
  await privateManifests(store).prune([REVISION]);
  expect(existsSync(draft)).toBe(true);
  makeOlder(store, 3_700_000);
  await privateManifests(store).prune([REVISION]);
  expect(readdirSync(directoryOf(store))).toEqual([`${digestOf(REVISION)}.json`]);
});

test('`.rollcall` is created where there is none yet, and git ignores it', async () => {
  const store = join(temporaryDirectory(), '.rollcall');
  await privateManifests(store).save(REVISION, [JANE]);
  expect(statSync(store).mode & 0o777).toBe(0o700);
  expect(readFileSync(join(store, '.gitignore'), 'utf8')).toBe('*\n');
});
