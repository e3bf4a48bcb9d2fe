// What depends on the rows of a query later: pins, the preview, bases, edits and the exit of `validate`.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { localRevision } from '../../src/base/record/document.ts';
import { fromDocument, toDocument } from '../../src/base/record/local-manifests.ts';
import { loadManifests } from '../../src/manifest/index.ts';
import { manifestsDigest } from '../../src/manifest/read/source.ts';
import { leaveOutQueries } from '../../src/manifest/sources/query.ts';
import { decide } from '../../src/plan/decide.ts';
import { newPendingContact } from '../../src/plan/pending-contact.ts';
import { refusalsOfSources } from '../../src/plan/rules/sources/limits.ts';
import { withNamedBase } from '../../src/workflows/base.ts';
import { editManifests } from '../../src/workflows/edit/index.ts';
import { formatManifests } from '../../src/workflows/format.ts';
import { pinSources } from '../../src/workflows/sources/pin.ts';
import { previewSource } from '../../src/workflows/sources/preview.ts';
import { rowsFetcher } from '../../src/workflows/sources/sql/index.ts';
import { filesIn, manifest } from '../manifest/sources/beside.ts';

const SOURCE = '{ from: { sql: q.sql, connect: data }, key: email, fields: { email: Email, firstName: Name } }';
const ROWS = "SELECT * FROM 'p.csv'";

/** A place, and the options with which each run loads its manifests: a run asks each query once. */
async function place(sql = ROWS) {
  const root = await filesIn({
    'contacts.d/a.yaml': manifest(SOURCE),
    'q.sql': sql,
    'data/p.csv': 'Email,Name,Notes\nb@example.com,B,x\na@example.com,A,y\n',
  });
  const options = () => {
    const shared = { directory: 'contacts.d', workingDirectory: root, environment: { SHOP_KEY: 'k' }, now: Date.now };
    return { ...shared, fetchRows: rowsFetcher({ ...shared, isAllowed: true }) };
  };
  return { root, options };
}

test('a pin is that of the rows, whatever their order; other rows are refused', async () => {
  const { root, options } = await place();
  const [pinned] = await pinSources([], options());
  expect(pinned).toMatchObject({ name: 'people', file: 'rows of q.sql', changed: true });
  expect((await loadManifests({ ...options(), frozen: true })).diagnostics).toEqual([]);
  await writeFile(join(root, 'q.sql'), `${ROWS} ORDER BY Email DESC`);
  expect((await loadManifests({ ...options(), frozen: true })).diagnostics).toEqual([]);
  await writeFile(join(root, 'data/p.csv'), 'Email,Name\na@example.com,A\n');
  expect((await loadManifests(options())).diagnostics.map(({ code }) => code)).toEqual(['source-digest']);
});

test('without a pin, --frozen refuses; without permission, nothing is pinned', async () => {
  const { root, options } = await place();
  expect((await loadManifests({ ...options(), frozen: true })).diagnostics.map(({ code }) => code)).toEqual([
    'source-digest',
  ]);
  // Nobody may run the query: that it has no pin is found nevertheless.
  const unasked = { ...options(), fetchRows: leaveOutQueries, frozen: true };
  expect((await loadManifests(unasked)).diagnostics.map(({ code }) => code)).toEqual(['source-digest']);
  const before = await readFile(join(root, 'contacts.d/a.yaml'), 'utf8');
  await expect(pinSources([], { ...options(), fetchRows: undefined })).rejects.toMatchObject({ code: 'source-file' });
  expect(await readFile(join(root, 'contacts.d/a.yaml'), 'utf8')).toBe(before);
});

test('the preview shows rows, columns that are not read, and mistakes in the query', async () => {
  const { root, options } = await place();
  const { preview } = await previewSource('people', 1, options());
  expect(preview).toMatchObject({ file: 'q.sql', rows: 2, ignored: ['Notes'] });
  expect(preview?.sample).toMatchObject([{ line: 1, entry: { email: 'a@example.com', firstName: 'A' } }]);
  await writeFile(join(root, 'q.sql'), 'SELECT nothing');
  const { preview: none, diagnostics } = await previewSource('people', 1, options());
  expect(none).toBeUndefined();
  expect(diagnostics).toMatchObject([{ code: 'source-query', file: 'q.sql' }]);
});

describe('a base', () => {
  test('that was kept with its rows tells who is gone and which values are dropped', async () => {
    const { root, options } = await place();
    const loaded = await loadManifests(options());
    const revision = localRevision(manifestsDigest([...loaded.files, ...loaded.data]));
    const stored = JSON.parse(JSON.stringify(toDocument(revision, loaded.files, loaded.data)));
    await writeFile(join(root, 'data/p.csv'), 'Email,Name\na@example.com,\n');
    const kept = await loadManifests({
      ...options(),
      fetchRows: undefined,
      files: fromDocument(stored, revision, 'x'),
    });
    expect(kept.diagnostics).toEqual([]);
    expect(kept.configuration.contacts.map(({ key }) => key)).toEqual(['shop/a@example.com', 'shop/b@example.com']);
    expect(kept.configuration.digest).toBe(loaded.configuration.digest);
  });

  test('whose rows nobody kept says so, and removes nobody', async () => {
    const { root, options } = await place();
    const base = await filesIn({ 'old/contacts.d/a.yaml': manifest(SOURCE), 'old/q.sql': ROWS });
    const loaded = await loadManifests(options());
    const compared = await withNamedBase(loaded, join(base, 'old/contacts.d'), {
      ...{ directory: 'contacts.d', workingDirectory: root, now: Date.now },
    });
    expect(compared.configuration.contacts.map(({ base: before }) => before?.removed)).toEqual([undefined, undefined]);
    expect(compared.notes).toMatchObject([
      { code: 'source-rows', args: { rows: 2 } },
      { code: 'unknown-rows', args: { source: 'people' } },
    ]);
  });

  test('whose rows nobody kept refuses a source with `maxShrinkPercent`, and creates nobody as subscribed', async () => {
    const channels = `channels.email.status: Status, channels.email.consent.source: Name, channels.email.consent.createdAt: Since`;
    const query = `{ from: { sql: q.sql, connect: data }, key: email, limits: { maxShrinkPercent: 10 }, fields: { email: Email, ${channels} } }`;
    const { root, options } = await place(
      `SELECT *, 'subscribed' AS Status, '2024-01-01T00:00:00Z' AS Since FROM 'p.csv'`,
    );
    await writeFile(join(root, 'contacts.d/a.yaml'), manifest(query));
    const base = await filesIn({ 'old/contacts.d/a.yaml': manifest(query), 'old/q.sql': ROWS });
    const loaded = await loadManifests(options());
    expect(loaded.diagnostics).toEqual([]);
    const shared = { directory: 'contacts.d', workingDirectory: root, now: Date.now };
    const decided = async (name: string) => {
      const { configuration } = await withNamedBase(loaded, name, shared);
      const [account] = configuration.accounts;
      if (account === undefined) throw new Error('no account');
      return {
        refused: [...refusalsOfSources(configuration.compared ?? [])].map(([, [refusal]]) => refusal?.args.why),
        decisions: configuration.contacts.map((contact) => {
          const decision = decide(newPendingContact(contact, account), undefined, account);
          return decision.kind === 'held' ? decision.held.map(({ reason }) => reason) : decision.kind;
        }),
      };
    };
    expect(await decided(join(base, 'old/contacts.d'))).toEqual({
      refused: ['unknown-rows'],
      decisions: [['may-have-been-here'], ['may-have-been-here']],
    });
    expect(await decided('none')).toEqual({ refused: [], decisions: ['change', 'change'] });
  });
});

test('an edit names the row, and a formatted manifest needs no rows', async () => {
  const { root, options } = await place();
  const loaded = await loadManifests(options());
  const edit = editManifests(loaded, [{ contact: 'shop/a@example.com', path: ['firstName'], value: 'x' }], options());
  await expect(edit).rejects.toMatchObject({
    code: 'cannot-edit',
    message: expect.stringContaining('is declared by the row rows of q.sql:1'),
  });
  const { leftAlone } = await formatManifests({
    directory: 'contacts.d',
    workingDirectory: root,
    check: true,
    now: Date.now,
  });
  expect(leftAlone).toEqual([]);
});
