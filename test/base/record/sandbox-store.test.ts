// The records of a sandbox over HTTP.
// @module-tag slow

import { copyFileSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { localRevision } from '../../../src/base/record/document.ts';
import { digestOf } from '../../../src/base/record/local-manifests.ts';
import { type SandboxRecords, sandboxRecords } from '../../../src/base/record/sandbox-store.ts';
import { clock, sandbox } from '../../sandbox/harness.ts';
import { temporaryDirectory } from '../../store/temporary.ts';
import { contentsOf, manifest, revisionOf, testLocalManifests } from './manifests-contract.ts';
import { nameOf, recordOf } from './records.ts';
import { testRecordStore } from './store-contract.ts';

const JANE = manifest('contacts.d/people.yaml', 'contacts:\n  - email: jane@example.com\n');
const REVISION = revisionOf([JANE]);
const SHOP = nameOf('shop');
const RECORD = recordOf('shop', REVISION);

/** A connection that is closed when the test ends, before its sandbox is. */
function open(url: string): SandboxRecords {
  const records = sandboxRecords(url);
  onTestFinished(() => records.close());
  return records;
}

testRecordStore('a sandbox', async () => {
  const { url, admin } = await sandbox();
  return {
    store: open(url),
    reopen: () => open(url),
    revision: localRevision('0'.repeat(64)),
    async plantUnreadable(name) {
      await admin('PUT', '/state', { version: 1, accounts: {}, records: { [name]: { formatVersion: 99 } } });
    },
  };
});

testLocalManifests('a sandbox', async () => {
  const { now, advance } = clock();
  const { url, admin } = await sandbox({ now });
  return {
    manifests: open(url).manifests,
    reopen: () => open(url).manifests,
    passTime: advance,
    async damage(revision) {
      const { body } = await admin('GET', `/manifests/${digestOf(revision)}`);
      await admin('PUT', `/manifests/${digestOf(revision)}`, JSON.stringify(body).replace('jane', 'june'));
    },
  };
});

/** A sandbox with one record and its manifests in its state file. */
async function recorded() {
  const dataFile = join(temporaryDirectory(), 'state.json');
  const { url, admin, close } = await sandbox({ dataFile });
  const { manifests, write } = open(url);
  await manifests.save(REVISION, [JANE]);
  const version = await write(SHOP, RECORD, undefined);
  return { dataFile, admin, close, version };
}

test('a copied state file has its records and their manifests, a new one has none', async () => {
  const { dataFile, close, version } = await recorded();
  await close();
  const copy = join(temporaryDirectory(), 'copy.json');
  copyFileSync(dataFile, copy);
  const copied = open((await sandbox({ dataFile: copy })).url);
  expect(await copied.list()).toEqual([{ name: SHOP, record: RECORD, version }]);
  expect(contentsOf((await copied.manifests.filesAt(REVISION).read()).files)).toEqual(contentsOf([JANE]));
  const fresh = open((await sandbox({ dataFile: join(temporaryDirectory(), 'new.json') })).url);
  expect(await fresh.list()).toEqual([]);
  await expect(fresh.manifests.filesAt(REVISION).read()).rejects.toMatchObject({ code: 'base', reason: 'missing' });
});

test('a state that was read and put into another sandbox brings its records along, and one without them takes them away', async () => {
  const { admin, version } = await recorded();
  const state = (await admin('GET', '/state')).body;
  const other = await sandbox();
  const records = open(other.url);
  expect((await other.admin('PUT', '/state', state)).status).toBe(204);
  expect(await records.list()).toEqual([{ name: SHOP, record: RECORD, version }]);
  expect((await other.admin('GET', '/state')).body).toEqual(state);
  await other.admin('PUT', '/state', { version: 1, accounts: {} });
  expect(await records.list()).toEqual([]);
  expect((await other.admin('GET', '/state')).body).toEqual({ version: 1, accounts: {} });
});

test('a record is in the state file soon after it was written', async () => {
  const { dataFile } = await recorded();
  await expect.poll(() => readFileSync(dataFile, 'utf8')).toContain(SHOP);
});

test('a sandbox that does not run is an error that says so', async () => {
  const { url, close } = await sandbox();
  await close();
  await expect(open(url).list()).rejects.toMatchObject({
    code: 'applied-ref',
    reason: 'unreachable',
    message: expect.stringContaining(url),
    hint: expect.any(String),
  });
});

test.each([
  ['an error', 500, '{}'],
  ['that it has no such route', 404, '{}'],
  ['something else than records', 200, '{"records":{}}'],
  ['nothing', 204, ''],
])('a server that answers %s is no sandbox of this version', { timeout: 20_000 }, async (_, status, body) => {
  const server = createServer((_request, response) => response.writeHead(status).end(body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const records = open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await expect(records.list()).rejects.toMatchObject({ code: 'applied-ref', reason: 'unreachable' });
});
