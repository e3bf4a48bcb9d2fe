import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { emailIdentifier, sandbox } from './harness.ts';

function temporaryFile(): string {
  const directory = mkdtempSync(join(tmpdir(), 'sandbox-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return join(directory, 'deep', 'state.json');
}

const post = { body: { identifiers: [emailIdentifier('a@example.com')], tags: ['x'] } };

test('the state survives a restart; only its owner can read the file', async () => {
  const dataFile = temporaryFile();
  const first = await sandbox({ dataFile });
  await first.call('POST', '/api/contacts', { ...post, account: 'shop' });
  const before = await first.state('shop');
  await first.close();
  expect(statSync(dataFile).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(dataFile, '..'))).toEqual(['state.json']);
  const second = await sandbox({ dataFile });
  expect(await second.state('shop')).toEqual(before);
});

test('a state file to which an editor added a byte order mark is read', async () => {
  const dataFile = temporaryFile();
  const first = await sandbox({ dataFile });
  await first.call('POST', '/api/contacts', { ...post, account: 'shop' });
  const before = await first.state('shop');
  await first.close();
  writeFileSync(dataFile, `\ufeff${readFileSync(dataFile, 'utf8')}`);
  const second = await sandbox({ dataFile });
  expect(await second.state('shop')).toEqual(before);
});

test('changes are written shortly after, without closing', async () => {
  const dataFile = temporaryFile();
  const { call } = await sandbox({ dataFile });
  await call('POST', '/api/contacts', post);
  await vi.waitFor(() => expect(readFileSync(dataFile, 'utf8')).toContain('a@example.com'));
});

test('delayed effects are carried out before closing', async () => {
  const dataFile = temporaryFile();
  const { call, close } = await sandbox({ dataFile, asyncDelayMs: 60_000 });
  await call('POST', '/api/contacts', post);
  await call('POST', '/api/contacts/tags', { body: { tags: ['late'], emails: ['a@example.com'] } });
  await close();
  expect(JSON.parse(readFileSync(dataFile, 'utf8')).accounts.default.omnisend.contacts[0].tags).toEqual(['x', 'late']);
});

test('sample contacts are added once', async () => {
  const dataFile = temporaryFile();
  const first = await sandbox({ dataFile, contacts: 3 });
  await first.call('PATCH', '/api/contacts', { query: { email: 'user000002@example.com' }, body: { city: 'Changed' } });
  await first.close();
  const { state } = await sandbox({ dataFile, contacts: 4 });
  const { contacts } = await state();
  expect([contacts.length, contacts[1].city]).toEqual([4, 'Changed']);
});

test.each(['', '{"version":1,', '{"version":7}', '{"version":1,"accounts":{"a":{"omnisend":{"contacts":[{}]}}}}'])(
  'an invalid file %j prevents the start, and the error names it',
  async (content) => {
    const dataFile = join(temporaryFile(), '..', '..', 'bad.json');
    writeFileSync(dataFile, content);
    await expect(startSandbox({ dataFile })).rejects.toThrow(dataFile);
    expect(readFileSync(dataFile, 'utf8')).toBe(content);
  },
);

test('a port in use prevents the start', async () => {
  const { url } = await sandbox();
  await expect(startSandbox({ port: Number(new URL(url).port) })).rejects.toThrow('the port is in use');
});

test('closing twice has no effect', async () => {
  const { close } = await sandbox();
  await Promise.all([close(), close()]);
  await expect(close()).resolves.toBeUndefined();
});
