// Contacts that rows of data files declare, alone or together with entries of manifests: where values are written, and where they stand.

import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/contact/canonical.ts';
import { assignValues } from '../../../src/manifest/assign/index.ts';
import { provenanceOf } from '../../../src/manifest/declared/provenance.ts';
import { loadManifests } from '../../../src/manifest/index.ts';
import { loadedData } from '../../../src/manifest/read/data-file.ts';
import { manifestsIn } from '../../../src/manifest/read/read.ts';
import { editManifests } from '../../../src/workflows/edit/index.ts';
import { filesIn } from '../sources/beside.ts';

const MANIFEST = `accounts:
  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}" }
sources:
  crm:
    from: ./crm.csv
    key: Email
    invalid: skip
    fields:
      email: Email
      firstName: Name
      city: City
      tags: { column: Tags, split: "," }
contacts:
  - email: jane@x.co
    lastName: Doe
    phone: "+37061234568"
  - email: kim@x.co
`;
const TABLE = 'Email,Name,City,Tags\njane@x.co,Jane,Oslo,a\njoe@x.co,Joe,,\nnoname,No,,\n';

async function place() {
  const root = await filesIn({ 'contacts.d/a.yaml': MANIFEST, 'crm.csv': TABLE });
  return { directory: 'contacts.d', workingDirectory: root, environment: { SHOP_KEY: 'k' }, now: Date.now };
}

async function assign(contact: string, path: string, value: Json | undefined) {
  const { files, data, whole } = await loadManifests(await place());
  const manifests = { files, accounts: ['shop'], read: loadedData(data), skipped: whole.skipped };
  const { files: edited, refused } = await assignValues(manifests, [{ contact, path: path.split('.'), value }]);
  const added = edited.flatMap(({ file, text }) =>
    text.split('\n').filter((line) => !file.text.split('\n').includes(line)),
  );
  return { added, refused: refused.map(({ code, file, line }) => [code, file, line]) };
}

describe('a contact of a row and an entry', () => {
  test.each<[string, Json | undefined, readonly string[]]>([
    ['lastName', 'Roe', ['    lastName: Roe']],
    ['country', 'Norway', ['    country: Norway']],
    ['city', 'Bergen', ['    at:', '      shop:', '        city: Bergen']],
    ['city', 'Oslo', []],
    ['tags.b', true, ['    at:', '      shop:', '        tags: [a, b]']],
  ])('%s becomes %j without a conflict', async (path, value, added) => {
    expect(await assign('shop/jane@x.co', path, value)).toEqual({ added, refused: [] });
    const options = await place();
    const assignments = [{ contact: 'shop/jane@x.co', path: path.split('.'), value }];
    const edited = await editManifests(await loadManifests(options), assignments, options);
    expect(edited.loaded.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('what a row declares is not removed', async () => {
    expect(await assign('shop/jane@x.co', 'city', undefined)).toEqual({
      added: [],
      refused: [['in-data', 'crm.csv', 2]],
    });
  });
});

test('a contact of a row alone is not edited', async () => {
  expect((await assign('shop/joe@x.co', 'city', 'Oslo')).refused).toEqual([['in-data', 'crm.csv', 3]]);
});

test('an identifier that a row has is in use', async () => {
  expect((await assign('shop/kim@x.co', 'email', 'Joe@x.co')).refused).toEqual([
    ['identifier-in-use', undefined, undefined],
  ]);
});

test('provenance names the row, and the cell', async () => {
  const options = await place();
  const { configuration } = await loadManifests(options);
  const { accounts, skipped } = configuration;
  const [account] = accounts;
  if (account === undefined) throw new Error('there is an account');
  const found = await provenanceOf(account, 'shop/jane@x.co', { files: manifestsIn(options), accounts, skipped });
  expect(found.get('city')).toEqual({ layer: 'contact', file: 'crm.csv', line: 2, column: 16 });
  expect(found.get('lastName')).toMatchObject({ file: 'contacts.d/a.yaml', line: 15 });
});
